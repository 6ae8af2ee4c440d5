"""Texts for pages of several stories, and of one with subheads. All of it is invented."""

# headline -> paragraphs
STORIES = {
    "Dunmore brewery buys two rivals for 40 million": (
        "The Dunmore brewery has agreed to buy Kell and Oxley, two smaller makers of ale on the western coast, for "
        "about 40 million, its chairman Rory Kehoe said on Monday. Both brands will stay, and so will their pubs.",
        "Dunmore has grown by purchases since the Kehoe family sold a third of its shares five years ago. The "
        "competition office in Galway has a month to object, which lawyers think unlikely.",
    ),
    "Norrland railway reopens after the spring flood": (
        "Trains ran again between Sundvik and the Norrland mines on Tuesday morning, seventeen days after the river "
        "Ume took away a bridge and half a mile of track.",
        "The state railway paid overtime to four hundred workers, said Elin Sjöberg, who led the repairs. Ore worth 30 "
        "million waits in Sundvik for ships, and the mines have asked for extra trains until the end of June.",
    ),
    "Tax office in Lisbon loses case over foreign pensions": (
        "Pensioners from abroad keep their lower rate of tax in Portugal, a court in Lisbon ruled late on Wednesday. "
        "The tax office had tried to charge eleven of them the full rate after a change of address.",
        "Judge Inês Cardoso called the office's reading of the law inventive. Some 9,000 people are thought to be in "
        "the same position, and the ministry said it would study the ruling before it appeals.",
    ),
    "Maker of ferry engines cuts a fifth of its staff": (
        "Brandt Marine of Kiel will let 310 of its 1,500 people go by the autumn because orders for diesel engines "
        "have dried up, its works council was told on Thursday.",
        "Shipowners wait for rules on fuel before they buy anything, according to the chief executive, Jost Brandt. A "
        "line for methanol engines is to open in Flensburg, yet not before the year after next.",
    ),
    "Coffee growers in Huila hold back a third of the harvest": (
        "Farmers in the Colombian province of Huila have left a third of this season's coffee in their sheds, the "
        "growers' federation reported, hoping that prices recover from the lowest level since 2019.",
        "Traders in Hamburg call the wait a gamble, since Brazil expects a record crop. Marta Quintero, who farms nine "
        "hectares near Pitalito, says that she would rather lose sleep than money.",
    ),
    "Airport of Graz gives up its second runway": (
        "There will be no second runway at Graz. The owners of the airport, the city and the province of Styria, "
        "dropped the plan on Friday after forty years of talk and two lawsuits.",
        "Traffic never came back to the numbers of 2008, said the mayor, Anna Leitgeb, and the land will go back to "
        "the farmers from whom it was bought. The cargo hall gets a new roof instead.",
    ),
}
# title -> (introduction, {subhead: paragraphs})
ARTICLES = {
    "How the Harlan mill learned to live without coal": (
        "For ninety years the Harlan mill burned coal, and for ninety years the town of Harlan washed its windows "
        "twice a week. Last winter the boilers went out for good, and the mill still makes paper.",
        {
            "A boiler that nobody wanted to insure": (
                "The last insurer left Harlan in 2021. Without cover the mill could not borrow, and without a loan the "
                "owner, Pauline Marsh, could not mend what the insurer complained of.",
                "So Marsh asked the engineers of the Harlan works to think of something else, and gave them a year. "
                "They needed nineteen months and the help of a dairy.",
            ),
            "Steam from the dairy next door": (
                "The dairy across the river threw away warm water, more of it than the mill could use. A pipe of 600 "
                "metres now brings it to Harlan, where pumps make it hot enough for drying paper.",
                "Marsh calls it the cheapest idea anyone ever sold her. The dairy gets paid for what it used to let "
                "run into the river, and the river at Harlan has trout again.",
            ),
            "What the town does with clean windows": (
                "Nobody in Harlan misses the soot, though the window cleaner does. Marsh gave him a job at the mill, "
                "where he watches the pumps and says that he has never been so bored.",
                "Other mills have sent visitors. Most of them have no dairy, and Marsh tells them to find a bakery.",
            ),
        },
    ),
    "Five years on, the Velden fund still cannot sell its towers": (
        "When the Velden fund bought three office towers in Rotterdam it paid in full and in a hurry. It has been "
        "trying to sell them ever since, and each bid was lower than the one before.",
        {
            "Tenants left one floor at a time": (
                "The first floor fell empty a month after Velden signed. By the end of that year the fund had let go "
                "of the lawyers in the north tower and of the bank in the south one.",
                "Rotterdam has more offices than people who like to sit in them, said Joris Kamp, who values towers "
                "for a living and has valued those of Velden four times.",
            ),
            "A buyer who came back three times": (
                "A family from Antwerp bid 210 million, then 180, then 140. Velden said no each time and regretted it "
                "each time, according to two people who were in the room in Rotterdam.",
                "Kamp puts the towers at 120 million today. The fund's own report has them at 200, a number that the "
                "auditors of Velden have agreed to for one more year.",
            ),
            "The vote that could end the wait": (
                "Investors meet in May to decide whether Velden may turn the north tower into flats. Rotterdam would "
                "welcome it, and the builders have drawn balconies already.",
                "If they vote no, said Kamp, the towers will be there next year, and so will he.",
            ),
        },
    ),
    "Why the price of eggs will not come down before summer": (
        "Eggs cost twice what they did a year ago, and those who sell them see no relief. The reasons are a disease, a "
        "law, and the habits of hens.",
        {
            "The disease came with the geese again": (
                "Wild geese brought bird flu to the farms of Ohio in October, as they had the year before. About a "
                "tenth of all laying hens in Ohio were killed to stop it, said the state's veterinarian, Dale Pruitt.",
                "A barn stands empty for four months after an outbreak. Pruitt has seen farmers cry in barns, and some "
                "of them have not put hens in again.",
            ),
            "A law that counts square inches": (
                "Since January each hen in Ohio must have a square foot to herself. Farmers knew it for six years and "
                "still were not ready, since the builders of barns had no time either.",
                "Pruitt says that the law is right and its date was wrong. Two bills to put it off failed in Columbus.",
            ),
            "Hens cannot be hurried by anyone": (
                "A chick that hatches today lays its first egg in five months. Hatcheries in Ohio are booked until the "
                "autumn, and a farmer who orders now is told to be patient.",
                "Until then eggs stay dear. Pruitt, who keeps six hens behind his house, gives his neighbours a dozen "
                "now and then and has never had so many friends.",
            ),
        },
    ),
}


def paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def chosen(count, first=0):
    names = [*STORIES, *STORIES]
    return {name: STORIES[name] for name in names[first : first + count]}


FURNITURE = (
    "<div class=top><a href='/'>Home</a> <a href='/b'>Business</a> <a href='/m'>Markets</a></div>",
    "<div class=foot>© The Wharf Courier. <a href='/t'>Terms</a> <a href='/p'>Privacy</a></div>",
)


def page(body, title="Business in brief - The Wharf Courier", head=""):
    top, foot = FURNITURE
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{top}{body}{foot}</body></html>"


def digest(start="<div>", before="", after="", end="</div>", level="h2", count=4, first=0):
    return "".join(
        f"{start}{before}<{level}>{name}</{level}>{after}{paragraphs(texts)}{end}"
        for name, texts in chosen(count, first).items()
    )


def article(title, level="h2", start="", end="", byline=""):
    introduction, parts = ARTICLES[title]
    sections = "".join(f"{start}<{level}>{name}</{level}>{paragraphs(texts)}{end}" for name, texts in parts.items())
    return f"<div class=c><h1>{title}</h1>{byline}<p>{introduction}</p>{sections}</div>"


def teaser(name, linked=True):
    text = STORIES[name][0].split(". ")[0].split(", ")[0] + "."
    return f"<h3><a href='/{len(name)}'>{name}</a></h3><p>{text}</p>" if linked else f"<h3>{name}</h3><p>{text}</p>"


HARLAN, VELDEN, EGGS = ARTICLES
# name -> (markup, headlines of the stories in it)
DIGESTS = {
    "each in a div": (page(f"<h1>Business in brief</h1>{digest()}"), 4),
    "headings and paragraphs in one container": (page(f"<div>{digest('', end='', count=5)}</div>"), 5),
    "below a line of introduction": (
        page(f"<h1>The morning in business</h1><p>Here is what happened while you slept.</p>{digest(count=3)}"),
        3,
    ),
    "third-level headings in table cells": (
        page(f"<table>{digest('<tr><td>', end='</td></tr>', level='h3', count=3, first=2)}</table>"),
        3,
    ),
    "first-level headings": (page(digest(level="h1", count=3, first=1), title="The Wharf Courier"), 3),
    "bylines below headlines": (page(digest(after="<div>By Ann Holt</div>", count=3, first=3)), 3),
    "linked headlines": (
        page(digest(count=3).replace("<h2>", "<h2><a href='/story'>").replace("</h2>", "</a></h2>")),
        3,
    ),
    "headlines in bold": (page(digest().replace("<h2>", "<p><b>").replace("</h2>", "</b></p>")), 4),
    "headlines in bold with dates": (
        page(digest(after="<p>July 3, 2025</p>").replace("<h2>", "<p><strong>").replace("</h2>", "</strong></p>")),
        4,
    ),
    "headlines of one class": (
        page(
            digest(after="<div class=when>July 3, 2025</div>", count=3)
            .replace("<h2>", "<div class=hl>")
            .replace("</h2>", "</div>")
        ),
        3,
    ),
    "a list of terms": (page(f"<dl>{digest('', end='</dd>', after='<dd>', level='dt')}</dl>"), 4),
    "parted by rules": (page("<h1>Company news</h1>" + digest("<hr>", end="", count=6)), 6),
}
SINGLES = {
    "subheads": page(article(HARLAN), title=HARLAN),
    "subheads, another title above": page(article(VELDEN), title="The Wharf Courier"),
    "subheads in sections": page(article(EGGS, start="<section>", end="</section>"), title=f"{EGGS} | Courier"),
    "third-level subheads with a byline": page(
        article(VELDEN, level="h3", byline="<p>By Ann Holt, July 3, 2025</p>"), title=VELDEN
    ),
    "first-level subheads": page(article(HARLAN, level="h1"), title=f"{HARLAN} - The Wharf Courier"),
    "subheads in divs, no title": page(article(EGGS, start="<div>", end="</div>"), title=""),
    "subheads in bold": page(article(HARLAN).replace("<h2>", "<p><b>").replace("</h2>", "</b></p>"), title="Courier"),
    "subheads of one class": page(
        article(VELDEN).replace("<h2>", "<div class=hl>").replace("</h2>", "</div>"), title="Courier"
    ),
    "questions of one class": page(
        article(EGGS, byline="<p>By Ann Holt</p>").replace("<h2>", "<div class=q>").replace("</h2>", "?</div>"),
        title="",
    ),
    "an article above teasers": page(article(HARLAN) + "".join(map(teaser, list(STORIES)[:5])), title=HARLAN),
    "an article that says it is one": page(
        article(VELDEN), head="<meta property='og:type' content='article'>", title="Courier"
    ),
}
_BOXED = article(VELDEN)
for _name, _texts in chosen(2).items():
    _box = f"<h3>{_name}</h3><p>Posted July 3, 2025</p>{paragraphs(_texts)}<h2>Back to the towers"
    _BOXED = _BOXED.replace("<h2>T", f"{_box} t", 1)
SINGLES["an article with boxes in it"] = page(_BOXED, title=VELDEN)
FRONTS = {
    "linked teasers": page("<h1>Business</h1>" + "".join(f"<div>{teaser(name)}</div>" for name in STORIES)),
    "teasers without links": page("".join(f"<div>{teaser(name, linked=False)}</div>" for name in STORIES)),
    "headlines alone": page(
        "<ul>" + "".join(f"<li><a href='/{len(name)}'>{name}</a></li>" for name in STORIES) * 3 + "</ul>"
    ),
    "headlines with times": page(
        "".join(f"<div><a href='/{len(name)}'>{name}</a><span>{len(name)} minutes ago</span></div>" for name in STORIES)
    ),
}
