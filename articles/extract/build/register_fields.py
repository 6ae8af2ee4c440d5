"""What the registers' own words for countries, sectors and listings mean in ours."""

from __future__ import annotations

COUNTRIES = {
    "Japan": "JP", "United States": "US", "Germany": "DE", "United Kingdom": "GB", "France": "FR", "Spain": "ES",
    "Netherlands": "NL", "Finland": "FI", "Sweden": "SE", "Switzerland": "CH", "Belgium": "BE", "Luxembourg": "LU",
    "Ireland": "IE", "Austria": "AT", "Denmark": "DK", "Norway": "NO", "Italy": "IT", "Canada": "CA", "Bermuda": "BM",
    "Portugal": "PT", "Poland": "PL", "Israel": "IL", "Australia": "AU", "Singapore": "SG", "Jersey": "JE",
    "Isle of Man": "IM", "Guernsey": "GG", "China": "CN", "Argentina": "AR", "Uruguay": "UY", "England": "GB",
    "Hong Kong": "HK", "Brazil": "BR", "Greece": "GR", "Mexico": "MX",
    "Malaysia": "MY", "Monaco": "MC", "India": "IN", "South Africa": "ZA", "Chile": "CL",
    "Taiwan, Province of China": "TW", "Korea, Republic of": "KR", "United Arab Emirates": "AE", "Colombia": "CO",
    "Cayman Islands": "KY", "Indonesia": "ID", "Philippines": "PH", "Turkey": "TR", "Cyprus": "CY", "Peru": "PE",
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


INDUSTRIES = (
    (1000, 1099, "Materials"), (1200, 1399, "Energy"), (1400, 1499, "Materials"), (1500, 1799, "Industrials"),
    (2000, 2199, "Consumer staples"), (2200, 2399, "Consumer discretionary"), (2400, 2499, "Materials"),
    (2500, 2599, "Consumer discretionary"), (2600, 2699, "Materials"), (2700, 2799, "Media"),
    (2833, 2836, "Health care"), (2840, 2844, "Consumer staples"), (2800, 2899, "Materials"), (2900, 2999, "Energy"),
    (3000, 3399, "Materials"), (3400, 3569, "Industrials"), (3570, 3579, "Technology"), (3580, 3650, "Industrials"),
    (3651, 3652, "Consumer discretionary"), (3660, 3699, "Technology"), (3711, 3716, "Automotive"),
    (3717, 3799, "Industrials"), (3812, 3829, "Technology"), (3841, 3851, "Health care"),
    (3860, 3999, "Consumer discretionary"), (4000, 4799, "Transport"), (4800, 4829, "Communication"),
    (4830, 4841, "Media"), (4890, 4899, "Communication"), (4900, 4999, "Utilities"), (5000, 5199, "Industrials"),
    (5800, 5812, "Consumer discretionary"), (5200, 5999, "Retail"), (6500, 6599, "Real estate"),
    (6798, 6798, "Real estate"), (6000, 6799, "Financials"), (7000, 7099, "Consumer discretionary"),
    (7370, 7379, "Technology"), (7200, 7499, "Industrials"), (7800, 7899, "Media"),
    (7900, 7999, "Consumer discretionary"), (8000, 8099, "Health care"), (8200, 8299, "Consumer discretionary"),
    (8700, 8799, "Industrials"),
)  # fmt: skip
"""Ranges of the Standard Industrial Classification (1987) with our sectors; the first that holds a code counts."""


def sector_of_industry(code: int) -> str:
    """The sector of a four-digit code of the Standard Industrial Classification, or nothing."""
    return next((sector for first, last, sector in INDUSTRIES if first <= code <= last), "")


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
