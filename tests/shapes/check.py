"""Checks Turtle against shapes, and prints each unit with those below it.

    check.py SHAPES DATA...

Prints a line `id: ids` for each unit, the ids in alphabetical order, found by a path of
`org:subOrganizationOf`; says what is wrong on standard error and ends with 1.
"""

import sys

import pyshacl
import rdflib

ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
# The properties of the Organization Ontology 0.8.
TERMS = """basedAtSite changedBy classification hasMember hasMembership hasPost hasPrimarySite
hasRegisteredSite hasSite hasSubOrganization hasUnit headOf heldBy holds identifier linkedTo location
member memberDuring memberOf organization originalOrganization postIn purpose remuneration reportsTo
resultedFrom resultingOrganization role roleProperty siteAddress siteOf subOrganizationOf
transitiveSubOrganizationOf unitOf""".split()

BELOW = """
SELECT ?above ?below WHERE {
    ?top a org:OrganizationalUnit ; dct:identifier ?above .
    OPTIONAL { ?unit org:subOrganizationOf+ ?top ; a org:OrganizationalUnit ; dct:identifier ?below }
}"""


def main(shapes, data):
    graph = rdflib.Graph()
    for path in data:
        graph.parse(path, format="turtle")
    unknown = {str(term) for term in graph.predicates()
               if term in ORG and term.removeprefix(ORG) not in TERMS}
    if unknown:
        sys.exit(f"no terms of the ontology: {', '.join(sorted(unknown))}")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes, shacl_graph_format="turtle",
                                           advanced=False, inference="none")
    if not conforms:
        sys.exit(report)
    below = {}
    names = {"org": ORG, "dct": rdflib.DCTERMS}
    for above, unit in graph.query(BELOW, initNs=names):
        below.setdefault(str(above), set()).update([str(unit)] if unit else [])
    for above in sorted(below):
        print(f"{above}: {' '.join(sorted(below[above]))}")


main(sys.argv[1], sys.argv[2:])
