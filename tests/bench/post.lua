-- wrk: posts that are all different, in words and not in a number alone: the filter knows near copies.
-- Each comes from an address of its own, of which nginx is told in a header.
-- BENCH_BODY is the form up to the comment's text; BENCH_RUN keeps the texts of two runs apart.
local body = os.getenv("BENCH_BODY")
local threads = 0
local words = {}
for word in ([[
	harbour river bridge market station council winter summer morning evening teacher doctor farmer baker
	driver sailor window garden kitchen cellar paper pencil letter number budget winner mirror carpet
	silver copper timber marble orange cherry walnut pepper rabbit falcon salmon beetle thunder shadow
	valley forest meadow island canyon desert engine wagon ladder hammer basket bottle candle blanket
	jacket button pocket ribbon violin trumpet]]):gmatch("%a+") do
	words[#words + 1] = word
end

function setup(thread)
	threads = threads + 1
	thread:set("thread_id", threads)
end

function init()
	math.randomseed(thread_id * 1000 + tonumber(os.getenv("BENCH_RUN")))
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
	wrk.headers["Origin"] = os.getenv("BENCH_ORIGIN")
end

function request()
	local text = {}
	for i = 1, 16 do
		text[i] = words[math.random(#words)]
	end
	wrk.headers["X-Bench-Address"] = ("10.%d.%d.%d"):format(math.random(0, 255), math.random(0, 255), math.random(1, 254))
	return wrk.format("POST", nil, nil, body .. "+" .. table.concat(text, "+"))
end
