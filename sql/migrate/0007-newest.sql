-- The newest comments of an article, for its feed: without a look at all of them.
CREATE INDEX comment_newest ON comment (thread, id) WHERE state = 'approved';
