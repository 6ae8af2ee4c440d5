"""What the registers' own words for countries, sectors and listings mean in ours."""

from __future__ import annotations

COUNTRIES = {
    "Japan": "JP", "United States": "US", "Germany": "DE", "United Kingdom": "GB", "France": "FR", "Spain": "ES",
    "Netherlands": "NL", "Finland": "FI", "Sweden": "SE", "Switzerland": "CH", "Belgium": "BE", "Luxembourg": "LU",
    "Ireland": "IE", "Austria": "AT", "Denmark": "DK", "Norway": "NO", "Italy": "IT", "Canada": "CA", "Bermuda": "BM",
    "Portugal": "PT", "Poland": "PL", "Israel": "IL", "Australia": "AU", "Singapore": "SG", "Jersey": "JE",
    "Isle of Man": "IM", "Guernsey": "GG", "China": "CN", "Argentina": "AR", "Uruguay": "UY", "England": "GB",
}  # fmt: skip
SECTORS = {
    "Technology": "Technology", "Information Technology": "Technology", "Software & IT Services": "Technology",
    "Financials": "Financials", "Financial services": "Financials", "Banking Services": "Financials",
    "Banking & Investment Services": "Financials", "Insurance": "Financials", "Healthcare": "Health care",
    "Health Care": "Health care", "Pharmaceuticals & Medical Research": "Health care", "Industrials": "Industrials",
    "Industrial Goods": "Industrials", "Energy": "Energy", "Utilities": "Utilities", "Real Estate": "Real estate",
    "Basic Materials": "Materials", "Materials": "Materials", "Consumer Cyclicals": "Consumer discretionary",
    "Consumer Discretionary": "Consumer discretionary", "Automobiles & Auto Parts": "Automotive",
    "Consumer Non-Cyclicals": "Consumer staples", "Consumer Staples": "Consumer staples", "Retailers": "Retail",
    "Telecommunications Services": "Communication", "Communication Services": "Communication",
}  # fmt: skip
LISTINGS = {
    "AS": "AMS", "BR": "EBR", "PA": "EPA", "DE": "XETRA", "L": "LSE", "MC": "BME", "T": "TSE", "HE": "HEL", "ST": "STO",
    "SW": "SIX", "MI": "MIL", "F": "XETRA",
}  # fmt: skip

NAME_WORDS = {
    "Health care": "therapeutics pharmaceuticals pharmaceutical pharma biosciences bioscience biotherapeutics "
    "biopharma biotech biotechnology biopharmaceuticals biologics medical medicines oncology genetics genomics "
    "healthcare diagnostics surgical biomedical vaccines",
    "Financials": "bancorp bancshares bankshares bank banc bancorporation financial insurance assurance "
    "savings reinsurance banco",
    "Real estate": "realty reit properties apartment housing",
    "Energy": "petroleum oil drilling petro uranium midstream offshore oilfield",
    "Materials": "mining minerals gold silver lithium copper metals steel chemical chemicals resources",
    "Technology": "software semiconductor semiconductors microsystems technologies systems networks photonics robotics "
    "quantum microelectronics cyber",
    "Utilities": "water utilities electric",
    "Transport": "airlines airways shipping tankers maritime logistics freight trucking",
    "Media": "broadcasting entertainment studios media publishing",
    "Consumer discretionary": "restaurants hotels resorts apparel homes footwear casinos",
    "Communication": "telecom telecommunications wireless",
}
"""Words of a company's name that tell its sector, by sector; the first sector that has a word of the name counts."""


def sector_of(name: str) -> str:
    """The sector that a company's own name tells ('Cabaletta Bio Therapeutics'), or nothing."""
    words = set(name.lower().replace(",", " ").split())
    return next((sector for sector, told in NAME_WORDS.items() if words & set(told.split())), "")


def country_code(name: str) -> str:
    """The ISO 3166-1 alpha-2 code of a register's country: a name, or 'Houston, Texas' for the United States."""
    if name in COUNTRIES:
        return COUNTRIES[name]
    last = name.rpartition(", ")[2]
    return COUNTRIES.get(last, "US" if ", " in name else "")


def home_listing(symbol: str) -> tuple[str, str]:
    """Ticker and exchange of a symbol in Yahoo's form: 'ADYEN.AS' -> ('ADYEN', 'AMS'); without suffix, in the US."""
    ticker, dot, suffix = symbol.rpartition(".")
    if dot and suffix in LISTINGS:
        return ticker, LISTINGS[suffix]
    return symbol, "US" if symbol else ""
