"""The operations of settling a sale: quotes, results and statements."""

from server.domain.rejection import Code
from server.reference.operations.operation import READS, RUNS_SALE, Operation, Who
from server.wire.house.results import (
    CostAnswer,
    OwnStatement,
    QuotePage,
    ResultsAnswer,
    ResultsFile,
    ResultsPage,
    StatementAnswer,
)

SETTLING = (
    Operation(
        method="GET",
        path="/items/{item_id}/quote",
        name="quote",
        group="Settling",
        summary="Show what winning at an amount would cost, with premium and tax.",
        query=QuotePage,
        answers=CostAnswer,
        codes=READS,
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/results",
        name="results",
        group="Settling",
        summary="Show the winners of a sale's items and what they owe, a page at a time.",
        query=ResultsPage,
        answers=ResultsAnswer,
        who=Who.CLERK,
        codes=RUNS_SALE,
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/results.csv",
        name="results_csv",
        group="Settling",
        summary="Send the winners of a sale's items and what they owe as a CSV.",
        query=ResultsFile,
        answers="text/csv",
        who=Who.CLERK,
        codes=RUNS_SALE,
    ),
    Operation(
        method="GET",
        path="/auctions/{auction_id}/statements/{user_id}",
        name="statement",
        group="Settling",
        summary="Show all that a bidder has won in a sale, and what they owe.",
        answers=StatementAnswer,
        who=Who.CLERK,
        codes=RUNS_SALE,
    ),
    Operation(
        method="GET",
        path="/me/statement",
        name="own_statement",
        group="Settling",
        summary="Show all that the bidder has won in a sale, and what they owe.",
        query=OwnStatement,
        answers=StatementAnswer,
        who=Who.KNOWN,
        codes=(*READS, Code.UNAUTHENTICATED),
    ),
)
