"""What lines of news prose tell, whoever asks: dates and ages, publishers, sentences, the heads of a page's items.

Pure, and below the stages: cleaning and splitting both read pages with it.
"""
