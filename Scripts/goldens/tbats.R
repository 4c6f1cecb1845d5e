# Goldens of TBATSTests.swift: tbats of R's forecast 8.20 (Debian's r-cran-forecast).   Rscript Scripts/goldens/tbats.R
suppressMessages(library(forecast))
show <- function(name, fit) {
  f <- forecast(fit, h = 6, level = 95)
  cat("##", name, "k", fit$k.vector, "\nparameters", sprintf("%.9g", fit$parameters$vect), "\nstates", sprintf("%.10g", fit$seed.states),
      "\ndeviance", sprintf("%.8f", fit$likelihood), "\nmedian", sprintf("%.10g", f$mean), "\nupper", sprintf("%.10g", f$upper),
      "\nerrors", sprintf("%.10g", fit$errors[c(1, 2, 30, 60)]), "\n")
}
show("accidents, trend", tbats(USAccDeaths, use.box.cox = FALSE, use.trend = TRUE, use.damped.trend = FALSE, use.arma.errors = FALSE,
                               use.parallel = FALSE))
show("passengers, transformed and damped", tbats(AirPassengers, use.box.cox = TRUE, use.trend = TRUE, use.damped.trend = TRUE,
                                                 use.parallel = FALSE))
show("temperature, level only", tbats(nottem, use.parallel = FALSE))
