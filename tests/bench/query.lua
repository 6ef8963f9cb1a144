-- wrk: addresses that nobody has asked for yet, so that nothing is kept of them. BENCH_PAGES: paths with a query to
-- which a number is added, between blanks; one is taken at random.
local pages = {}
for page in os.getenv("BENCH_PAGES"):gmatch("%S+") do
	pages[#pages + 1] = page
end
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_id", threads)
end

function init()
	math.randomseed(os.time() * 10 + thread_id)
end

function request()
	return wrk.format("GET", pages[math.random(#pages)] .. math.random(1, 1000000000))
end
