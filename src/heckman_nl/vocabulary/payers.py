"""Who pays and gains (parties), and under which heading (accounts)."""

PARTIES = {
    "family": "child and family",
    "municipality": "municipality",
    "zvw": "health insurers (Zvw)",
    "wlz": "long-term care fund (Wlz)",
    "central": "central government",
    "employers": "employers",
    "victims": "victims of crime",
    "other": "other society",
}
GOVERNMENT = ("central", "municipality", "zvw", "wlz")

ACCOUNTS = {
    "programme": "programme",
    "maternity": "birth and maternity care",
    "neonatal": "neonatal care",
    "preventive": "youth health care (JGZ)",
    "medical": "GP and hospital",
    "mental": "mental health care",
    "disease": "disease care (asthma and COPD, diabetes, heart and vessels)",
    "long_term": "long-term care",
    "wmo": "social support (Wmo)",
    "youth_ambulatory": "youth care: ambulatory help",
    "youth_supervision": "youth care: protection orders",
    "youth_foster": "youth care: foster care",
    "youth_residential": "youth care: residential care",
    "education": "education: regular",
    "special": "education: special",
    "retention": "education: repeated years",
    "crime_victims": "crime: victims",
    "police_justice": "crime: police and justice",
    "detention": "crime: detention",
    "production": "production",
    "absence": "production lost in absence from work",
    "taxes": "taxes and premiums (transfer)",
    "benefits": "benefits and pensions (transfer)",
    "consumption": "own consumption in added years of life",
    "qaly": "quality of life of child and mother (QALYs)",
}
