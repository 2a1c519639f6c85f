# Loads the tables of this folder with their labels. In R:  source("load.R")
# Needs the package haven where there are .sav or .dta files, else jsonlite.
folder <- if (exists("folder")) folder else "."

labelled_csv <- function(path, fields) {
  kinds <- c(string = "character", integer = "numeric", number = "numeric", boolean = "logical")
  table <- utils::read.csv(path,
    check.names = FALSE, na.strings = "", encoding = "UTF-8",
    colClasses = unname(kinds[vapply(fields, function(field) field$type, "")])
  )
  for (field in fields) {
    attr(table[[field$name]], "label") <- field$title
    if (length(field$categories) > 0) {
      values <- lapply(field$categories, function(one) one$value)
      names(values) <- vapply(field$categories, function(one) one$label, "")
      attr(table[[field$name]], "labels") <- unlist(values)
    }
  }
  table
}

sav <- list.files(folder, "\\.sav$", full.names = TRUE)
dta <- list.files(folder, "\\.dta$", full.names = TRUE)
tables <- if (length(sav) > 0) {
  stats::setNames(lapply(sav, haven::read_sav, user_na = TRUE), sub("\\.sav$", "", basename(sav)))
} else if (length(dta) > 0) {
  stats::setNames(lapply(dta, haven::read_dta), sub("\\.dta$", "", basename(dta)))
} else {
  package <- jsonlite::fromJSON(file.path(folder, "datapackage.json"), simplifyVector = FALSE)
  csv <- Filter(function(resource) resource$format == "csv", package$resources)
  stats::setNames(
    lapply(csv, function(one) labelled_csv(file.path(folder, one$path), one$schema$fields)),
    sub("\\.csv$", "", vapply(csv, function(one) one$path, ""))
  )
}
