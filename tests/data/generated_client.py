"""Asks one question with the client that openapi-python-client made in this folder; the server is the argument."""

import sys

from client import Client
from client.api.search import nearby_private
from client.models import ListingAnswer, NearbyPage, NearbyParameters, Problem

question = NearbyParameters(near="64081", category=["shelter"], per_page=3)
page = nearby_private.sync(client=Client(base_url=sys.argv[1]), body=question)
assert isinstance(page, NearbyPage), page
assert page.origin.text == "64081" and page.emergency.call == "911"
assert page.remote_total == len(page.remote) > 0 and page.size == len(page.contents) > 0
for listing in page.remote + page.contents:
    assert isinstance(listing, ListingAnswer)
    contact = listing.primary_contact
    print(listing.name, "|", contact.display if contact else "")

wrong = NearbyParameters(near="64081", per_page=101)
problem = nearby_private.sync(client=Client(base_url=sys.argv[1]), body=wrong)
assert isinstance(problem, Problem), problem
assert problem.status == 400 and problem.errors[0].pointer == "/per_page", problem
assert problem.errors[0].expected == "a whole number from 1 to 100", problem
