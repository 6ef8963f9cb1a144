-- wrk: posts that are all different. BENCH_BODY is the form up to the comment's text.
local body = os.getenv("BENCH_BODY")
local n = 0
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_id", threads)
end

-- BENCH_RUN keeps the texts of two runs apart.
function request()
	n = n + 1
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
	wrk.headers["Origin"] = os.getenv("BENCH_ORIGIN")
	local text = "+run+" .. os.getenv("BENCH_RUN") .. "+reader+" .. thread_id .. "+remark+" .. n
	return wrk.format("POST", nil, nil, body .. text)
end
