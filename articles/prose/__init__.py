"""What news prose tells, whoever asks: dates and ages, publishers, sentences, the heads of a page's items, differences.

Pure, and below the stages: cleaning and splitting both read pages with it, and the pages compare copies.
"""
