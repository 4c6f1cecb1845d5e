# Goldens of AutoARIMAReferenceTests.swift: what auto.arima of R's forecast 8.20 (Debian's r-cran-forecast) chooses.
#
#   Rscript Scripts/goldens/auto-arima.R                 simulated series
#   Rscript Scripts/goldens/auto-arima.R FOLDER          series of M3, train files in FOLDER/m3
#
# Simulated series are made by the same arithmetic as in Swift: Lehmer's generator (16807, 2^31 - 1), normal deviates as sums of 12
# uniforms less 6, polynomials applied term by term, values rounded to hundredths. One line each:
#   ("name", p, d, q, P, D, Q, constant, log-likelihood, AICc)
suppressMessages(library(forecast))

chosen <- function(name, x) {
  fit <- auto.arima(x, approximation = FALSE)
  a <- fit$arma
  constant <- any(names(coef(fit)) %in% c("intercept", "drift"))
  cat(sprintf("        (\"%s\", %d, %d, %d, %d, %d, %d, %s, %.6f, %.6f),\n", name, a[1], a[6], a[2], a[3], a[7], a[4],
              tolower(constant), fit$loglik, fit$aicc))
}

simulated <- function(seed, n, m, ar, ma, sar, sma, d, sd, constant) {
  state <- seed
  uniform <- function() { state <<- (16807 * state) %% 2147483647; state / 2147483647 }
  normal <- function() { s <- 0; for (i in 1:12) s <- s + uniform(); s - 6 }
  total <- n + 100
  e <- numeric(total); w <- numeric(total)
  for (t in 1:total) {
    e[t] <- normal()
    v <- e[t] + constant
    for (i in seq_along(ar)) if (t > i) v <- v + ar[i] * w[t - i]
    for (i in seq_along(ma)) if (t > i) v <- v + ma[i] * e[t - i]
    for (i in seq_along(sar)) if (t > i * m) v <- v + sar[i] * w[t - i * m]
    for (i in seq_along(sma)) if (t > i * m) v <- v + sma[i] * e[t - i * m]
    w[t] <- v
  }
  y <- w[101:total]
  if (sd == 1) for (t in 1:n) if (t > m) y[t] <- y[t] + y[t - m]
  if (d > 0) for (k in 1:d) for (t in 1:n) if (t > 1) y[t] <- y[t] + y[t - 1]
  ts(floor(y * 100 + 0.5) / 100, frequency = m)
}

folder <- commandArgs(trailingOnly = TRUE)
if (length(folder) == 1) {
  for (set in list(list("yearly", 1, 43), list("quarterly", 4, 63), list("monthly", 12, 95), list("other", 1, 43))) {
    rows <- read.csv(gzfile(file.path(folder, "m3", paste0(set[[1]], "-train.csv.gz"))))
    ids <- unique(rows$unique_id)
    for (id in ids[seq(7, length(ids), by = set[[3]])]) chosen(id, ts(rows$y[rows$unique_id == id], frequency = set[[2]]))
  }
} else {
  processes <- list(
    list("white noise", 80, 1, c(), c(), c(), c(), 0, 0, 3), list("autoregression", 90, 1, c(0.7), c(), c(), c(), 0, 0, 1),
    list("two lags", 110, 1, c(1.1, -0.5), c(), c(), c(), 0, 0, 0), list("moving average", 90, 1, c(), c(0.6), c(), c(), 0, 0, 2),
    list("both", 120, 1, c(0.6), c(-0.3), c(), c(), 0, 0, 0), list("random walk", 80, 1, c(), c(), c(), c(), 1, 0, 0),
    list("drift", 80, 1, c(), c(), c(), c(), 1, 0, 0.5), list("smoothing", 100, 1, c(), c(-0.6), c(), c(), 1, 0, 0),
    list("walk of changes", 100, 1, c(0.5), c(), c(), c(), 1, 0, 0), list("two differences", 80, 1, c(), c(-0.7), c(), c(), 2, 0, 0),
    list("quarters", 80, 4, c(0.5), c(), c(0.5), c(), 0, 0, 1), list("quarterly airline", 88, 4, c(), c(-0.4), c(), c(-0.5), 1, 1, 0),
    list("quarterly drift", 72, 4, c(0.4), c(), c(), c(-0.4), 0, 1, 0.3), list("months", 120, 12, c(0.6), c(), c(0.4), c(), 0, 0, 1),
    list("airline", 132, 12, c(), c(-0.4), c(), c(-0.6), 1, 1, 0), list("seasonal walk", 108, 12, c(0.3), c(), c(), c(-0.3), 0, 1, 0))
  number <- 0
  for (process in processes) for (repetition in 1:3) {
    number <- number + 1
    x <- do.call(simulated, c(list(1000 + 7919 * number), process[-1]))
    chosen(paste(process[[1]], repetition), x)
  }
}
