# Group-sequential bounds by rpact, printed as one JSON object. Run through generate.py, which integrates on its own and keeps only what agrees.
# Looks are few and far apart here: rpact's own grid loses up to .008 where they follow each other closely.

suppressPackageStartupMessages(library(rpact))
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")

informations <- list((1:5) / 5, c(0.16, 0.2, 0.31, 0.6, 1), c(0.3, 0.5, 1))
spendings <- list(
  list(name = "kim-demets", type = "asKD", rho = 0.8),
  list(name = "kim-demets", type = "asKD", rho = 1),
  list(name = "kim-demets", type = "asKD", rho = 3),
  list(name = "obrien-fleming", type = "asOF", rho = NA),
  list(name = "pocock", type = "asP", rho = NA)
)

rows <- list()
for (spending in spendings) for (level in c(0.025, 0.05, 0.1)) for (information in informations) {
  options <- list(kMax = length(information), alpha = level, sided = 1, typeOfDesign = spending$type, informationRates = information)
  if (!is.na(spending$rho)) options$gammaA <- spending$rho
  design <- do.call(getDesignGroupSequential, options)
  rows <- c(rows, sprintf('{"spending":"%s","rho":%s,"level":%.17g,"information":%s,"spent":%s,"bounds":%s}',
    spending$name, if (is.na(spending$rho)) "null" else sprintf("%.17g", spending$rho), level,
    number(information), number(design$alphaSpent), number(design$criticalValues)))
}

# Pocock's two-sided constants.
pocock <- sapply(2:10, function(count) {
  design <- getDesignGroupSequential(kMax = count, alpha = 0.05, sided = 2, typeOfDesign = "P")
  sprintf("[%d,%.17g]", count, design$criticalValues[1])
})

cat('{"rpact":"', as.character(packageVersion("rpact")),
    '","bounds":[', paste(rows, collapse = ","), '],"pocock":[', paste(pocock, collapse = ","), "]}\n", sep = "")
