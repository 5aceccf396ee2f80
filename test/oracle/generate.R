# Reference values from R, printed as one JSON object. Run through generate.py, which adds provenance:
#   Rscript test/oracle/generate.R
# Uses base R only.

number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, '"Infinity"', '"-Infinity"'), sprintf("%.17g", x))
row <- function(...) paste0("[", paste(number(c(...)), collapse = ","), "]")
rows <- function(list) paste0("[", paste(list, collapse = ","), "]")

normal <- sapply(c(-38, -30, -12.5, -8, -5.7, -5, -3.1, -1.96, -0.7, -0.66, -0.1, 0, 0.3, 0.67, 1, 2.5, 5.65, 5.66, 8),
                 function(z) row(z, pnorm(z)))
normal_quantile <- sapply(c(1e-300, 1e-100, 1e-20, 1e-12, 1e-5, 0.0125, 0.05, 0.074, 0.076, 0.1, 0.4, 0.5, 0.7, 0.95, 0.999),
                          function(p) row(p, qnorm(p)))

beta_grid <- expand.grid(a = c(0.5, 1, 2.5, 17, 400, 30000), b = c(0.5, 1, 3, 60, 2500), x = c(1e-8, 0.01, 0.2, 0.5, 0.87, 0.999))
beta <- apply(beta_grid, 1, function(g) row(g["a"], g["b"], g["x"], pbeta(g["x"], g["a"], g["b"])))
inverse_grid <- expand.grid(a = c(0.5, 1, 4, 90, 5000), b = c(0.5, 1, 7, 300), p = c(1e-10, 0.001, 0.05, 0.5, 0.9, 0.999))
# qbeta warns where it cannot reach full precision; those rows are left out.
inverse <- apply(inverse_grid, 1, function(g) tryCatch(
  row(g["a"], g["b"], g["p"], qbeta(g["p"], g["a"], g["b"])), warning = function(w) NA))
inverse <- inverse[!is.na(inverse)]

student_grid <- expand.grid(t = c(-400, -12, -2.5, -0.3, 0.01, 1.7, 6), df = c(1, 2.5, 6, 31, 1000, 1e5))
student <- apply(student_grid, 1, function(g) row(g["t"], g["df"], pt(g["t"], g["df"])))
quantile_grid <- expand.grid(p = c(1e-9, 0.001, 0.025, 0.05, 0.4, 0.95), df = c(1, 2, 6.5, 31, 1000))
student_quantile <- apply(quantile_grid, 1, function(g) row(g["p"], g["df"], qt(g["p"], g["df"])))

log_gamma <- sapply(c(1e-5, 0.3, 0.5, 1.5, 3, 7.7, 15.9, 16, 200.5, 1e6), function(x) row(x, lgamma(x)))

binomial_grid <- expand.grid(n = c(1, 12, 60, 5000), share = c(0, 0.1, 0.5, 0.9, 1), p = c(0.02, 0.5, 0.93))
binomial <- apply(binomial_grid, 1, function(g) {
  k <- floor(g["share"] * g["n"])
  row(k, g["n"], g["p"], dbinom(k, g["n"], g["p"]), pbinom(k - 1, g["n"], g["p"], lower.tail = FALSE), pbinom(k, g["n"], g["p"]))
})

rate_grid <- rbind(c(0, 1), c(1, 1), c(0, 5), c(5, 5), c(3, 7), c(15, 148), c(299, 300), c(1200, 5000))
clopper_pearson <- apply(rate_grid, 1, function(g) { ci <- binom.test(g[1], g[2], conf.level = 0.9)$conf.int; row(g[1], g[2], 0.05, ci[1], ci[2]) })
wilson <- apply(rate_grid, 1, function(g) {
  ci <- suppressWarnings(prop.test(g[1], g[2], conf.level = 0.9, correct = FALSE))$conf.int
  row(g[1], g[2], qnorm(0.95), ci[1], ci[2])
})

fisher_grid <- rbind(c(3, 4, 1, 4), c(3, 3, 0, 3), c(5, 5, 5, 5), c(40, 60, 31, 55), c(2, 30, 9, 30), c(500, 600, 450, 600))
fisher <- apply(fisher_grid, 1, function(g) {
  table <- rbind(c(g[3], g[4] - g[3]), c(g[1], g[2] - g[1]))
  row(g, fisher.test(table, alternative = "less")$p.value)
})

set.seed(20240501)
families <- lapply(list(c(0.01, 0.04, 0.03, 0.005), c(0.5, 0.5, 0.001), c(0.9), c(0.02, 0.02, 0.02, 1), runif(12)^2), function(p) {
  paste0('{"p":', row(p), ',"holm":', row(p.adjust(p, "holm")), ',"bh":', row(p.adjust(p, "BH")), "}")
})

# Far tails, where a relative error of the probability is an absolute one of its logarithm.
far_student_grid <- rbind(expand.grid(p = c(1e-12, 1e-20, 1e-60), df = c(1, 3, 12, 90)), expand.grid(p = c(1e-12, 1e-30), df = c(0.7, 1e4, 1e6)))
far_student <- apply(far_student_grid, 1, function(g) row(g["p"], g["df"], qt(g["p"], g["df"])))
far_normal <- sapply(c(1e-308, 1e-200, 1e-50, 1e-30, 1e-16, 1e-9, 0.02425, 0.4999999), function(p) row(p, qnorm(p)))

extreme_rates <- rbind(c(0, 1000), c(1, 1e6), c(999999, 1e6), c(1, 2), c(50, 100), c(7, 3000), c(1e6, 1e6))
levels <- c(1e-6, 0.001, 0.2)
extreme_grid <- cbind(extreme_rates[rep(seq_len(nrow(extreme_rates)), length(levels)), ], rep(levels, each = nrow(extreme_rates)))
extreme_clopper_pearson <- apply(extreme_grid, 1, function(g) { ci <- binom.test(g[1], g[2], conf.level = 1 - 2 * g[3])$conf.int; row(g, ci[1], ci[2]) })
extreme_wilson <- apply(extreme_grid, 1, function(g) {
  ci <- suppressWarnings(prop.test(g[1], g[2], conf.level = 1 - 2 * g[3], correct = FALSE))$conf.int
  # The quantile as prop.test computes it, which loses digits at small levels.
  row(g[1], g[2], qnorm((1 + (1 - 2 * g[3])) / 2), ci[1], ci[2])
})
tied_families <- lapply(list(rep(0.01, 6), c(0, 0, 1, 1), c(1e-300, 0.5), rep(c(0.04, 0.011), 25), (1:60) / 60), function(p) {
  paste0('{"p":', row(p), ',"holm":', row(p.adjust(p, "holm")), ',"bh":', row(p.adjust(p, "BH")), "}")
})

cat("{",
    '"version":"', R.version.string, '",',
    '"normal":', rows(normal), ",", '"normalQuantile":', rows(normal_quantile), ",",
    '"beta":', rows(beta), ",", '"inverseBeta":', rows(inverse), ",",
    '"student":', rows(student), ",", '"studentQuantile":', rows(student_quantile), ",",
    '"logGamma":', rows(log_gamma), ",", '"binomial":', rows(binomial), ",",
    '"clopperPearson":', rows(clopper_pearson), ",", '"wilson":', rows(wilson), ",",
    '"fisher":', rows(fisher), ",", '"families":', rows(families), ",",
    '"farStudent":', rows(far_student), ",", '"farNormal":', rows(far_normal), ",",
    '"extremeClopperPearson":', rows(extreme_clopper_pearson), ",", '"extremeWilson":', rows(extreme_wilson), ",",
    '"tiedFamilies":', rows(tied_families),
    "}\n", sep = "")
