"""Results for people: the JSON summary, the table on the screen, the HTML report in Dutch and English."""
