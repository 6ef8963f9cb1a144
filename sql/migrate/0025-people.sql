-- Who moderates: when they last signed in.

ALTER TABLE account ADD COLUMN signed_in INTEGER; -- last; NULL: never
UPDATE account SET signed_in = (SELECT max(b.created) FROM audit b
	WHERE b.site = account.site AND b.verb = 'sign-in' AND b.subject = account.name);
