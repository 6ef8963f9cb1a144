/*
 * From log-odds to probabilities, and what a hold-out says about them. Plain arithmetic in one order,
 * so that the same outcomes give the same bits everywhere.
 */
#include <math.h>

#include "filter/learn.h"

/* e^x for |x| <= 40, to about 1e-15: e^x = 2^k e^r with |r| <= ln 2 / 2, and Taylor's series for e^r. */
static double
exponential(double x)
{
	double k = floor(x * 1.4426950408889634 + 0.5);
	double r = x - k * 0.6931471805599453, sum = 1, term = 1;
	for (int i = 1; i < 16; i++) {
		term = term * r / i;
		sum += term;
	}
	return ldexp(sum, (int)k);
}

double
logistic(double x)
{
	return 1 / (1 + exponential(x > 40 ? -40 : x < -40 ? 40 : -x));
}

/*
 * Newton's method with Levenberg's damping on the log-likelihood (Lin, Lin, Weng: A note on Platt's
 * probabilistic outputs, 2007, with a fixed number of steps instead of a line search).
 */
struct platt
platt_fit(const struct outcome *o, size_t n)
{
	struct platt fit = {1, 0};
	double positive = 0, negative = 0;
	for (size_t i = 0; i < n; i++)
		*(o[i].positive ? &positive : &negative) += 1;
	if (positive == 0 || negative == 0)
		return fit;
	double high = (positive + 1) / (positive + 2), low = 1 / (negative + 2);
	for (int step = 0; step < 60; step++) {
		double g_slope = 0, g_offset = 0, h_ss = 1e-9, h_so = 0, h_oo = 1e-9;
		for (size_t i = 0; i < n; i++) {
			double p = logistic(fit.slope * o[i].x + fit.offset);
			double miss = p - (o[i].positive ? high : low);
			double curve = p * (1 - p) + 1e-6;
			g_slope += miss * o[i].x;
			g_offset += miss;
			h_ss += curve * o[i].x * o[i].x;
			h_so += curve * o[i].x;
			h_oo += curve;
		}
		double det = h_ss * h_oo - h_so * h_so;
		if (det <= 0)
			break;
		double d_slope = (g_slope * h_oo - g_offset * h_so) / det;
		double d_offset = (g_offset * h_ss - g_slope * h_so) / det;
		/* Far steps are cut: far from the optimum the parabola is a bad map. */
		double far = fabs(d_slope) + fabs(d_offset), cut = far > 1 ? 1 / far : 1;
		fit.slope -= cut * d_slope;
		fit.offset -= cut * d_offset;
	}
	/* A classifier that is worse than chance knows nothing. */
	if (!(fit.slope > 0))
		fit = (struct platt){1, 0};
	return fit;
}

struct hold_out
hold_out_of(const struct outcome *o, size_t n, struct platt platt)
{
	struct hold_out ret = {.n = n};
	double hits = 0, flagged = 0;
	for (size_t i = 0; i < n; i++) {
		double p = logistic(platt.slope * o[i].x + platt.offset);
		size_t k = p >= 1 ? HOLD_OUT_BINS - 1 : (size_t)(p * HOLD_OUT_BINS);
		struct hold_out_bin *bin = &ret.bins[k];
		bin->n++;
		bin->p += p;
		bin->positive += o[i].positive;
		ret.positive += o[i].positive;
		flagged += p >= 0.5;
		hits += p >= 0.5 && o[i].positive;
	}
	for (size_t i = 0; i < HOLD_OUT_BINS; i++)
		ret.ece += fabs(ret.bins[i].p - (double)ret.bins[i].positive);
	ret.ece = n > 0 ? ret.ece / (double)n : NAN;
	ret.precision = flagged > 0 ? hits / flagged : NAN;
	ret.recall = ret.positive > 0 ? hits / (double)ret.positive : NAN;
	ret.f1 = ret.positive > 0 ? 2 * hits / (flagged + (double)ret.positive) : NAN;
	ret.fpr = n > ret.positive ? (flagged - hits) / (double)(n - ret.positive) : NAN;
	return ret;
}
