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

# SPSS and Stata know no missing text: there an empty one stands for it.
without_empty_texts <- function(table) {
  for (name in names(table)) {
    if (is.character(table[[name]])) table[[name]][which(table[[name]] == "")] <- NA
  }
  table
}

sav <- list.files(folder, "\\.sav$", full.names = TRUE)
dta <- list.files(folder, "\\.dta$", full.names = TRUE)
tables <- if (length(sav) > 0) {
  read <- function(path) without_empty_texts(haven::read_sav(path, user_na = TRUE))
  stats::setNames(lapply(sav, read), sub("\\.sav$", "", basename(sav)))
} else if (length(dta) > 0) {
  read <- function(path) without_empty_texts(haven::read_dta(path))
  stats::setNames(lapply(dta, read), sub("\\.dta$", "", basename(dta)))
} else {
  package <- jsonlite::fromJSON(file.path(folder, "datapackage.json"), simplifyVector = FALSE)
  csv <- Filter(function(resource) resource$format == "csv", package$resources)
  stats::setNames(
    lapply(csv, function(one) labelled_csv(file.path(folder, one$path), one$schema$fields)),
    sub("\\.csv$", "", vapply(csv, function(one) one$path, ""))
  )
}
