"""Stored records with any values, as Hypothesis draws them."""

from hypothesis import strategies as st

from server.bidding.settling.records import (
    Accepted,
    Receipt,
)
from server.domain.commands import AutoBid
from server.domain.events import (
    AskingSet,
    BidAccepted,
    BiddersBlocked,
    BidDropped,
    BidLeft,
    BidsRetracted,
    BidVoided,
    EndShifted,
    Event,
    ItemAwarded,
    ItemCalled,
    ItemCancelled,
    ItemClosed,
    ItemDeleted,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemReopened,
    ItemResumed,
    ItemScheduled,
    ItemWarned,
    ListingAmended,
    MaxRaised,
    NextCalled,
    NoticeGiven,
    OfferSealed,
    Reason,
    ShiftCause,
    UnitsClaimed,
)
from server.domain.item import Item, LeftBid, Notice, Offer
from server.domain.listings.increments import bands
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import AMOUNT_MAX, Bidder, Format, Origin, Source, Status, Winner

seqs = st.integers(1, 2**53)
moments = st.integers(0, 2**53)
amounts = st.integers(1, AMOUNT_MAX)
ids = st.text("abz059_.-", min_size=1, max_size=64)
texts = st.text(max_size=20)
origins = st.builds(Origin, st.sampled_from(Source), st.none() | ids)
bidders = st.builds(Bidder, ids, texts)
winner = st.builds(Winner, bidders, amounts, seqs)
winners = st.lists(winner, max_size=3).map(tuple)
tables = st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5, unique_by=lambda row: row[0])
listings = st.builds(
    Listing,
    item_id=ids,
    auction_id=ids,
    auctioneer=ids,
    title=texts,
    currency=st.just("EUR"),
    start_price=amounts,
    increment=tables.map(lambda rows: bands(sorted(rows))),
    description=texts,
    image_url=st.none() | texts,
    lot=st.none() | texts,
    estimate_low=st.none() | amounts,
    estimate_high=st.none() | amounts,
    images=st.lists(texts, max_size=3).map(tuple),
    condition=texts,
    metadata=st.dictionaries(ids, texts | st.integers(-(2**53), 2**53) | st.booleans(), max_size=3),
    soft_close=st.builds(
        SoftClose, st.sampled_from(Policy), moments, moments, st.none() | seqs, st.none() | moments
    ),
    opens_at=st.none() | moments,
    ends_at=st.none() | moments,
    format=st.sampled_from(Format),
    quantity=seqs,
    on_ladder=st.booleans(),
    reserve=st.none() | amounts,
    reserve_jump=st.booleans(),
    buy_now=st.none() | amounts,
    step=st.none() | amounts,
    interval_ms=st.none() | moments,
    floor_price=st.none() | amounts,
    duration_ms=st.none() | moments,
    approval=st.booleans(),
    spending_limit=st.none() | amounts,
    gap_ms=st.none() | moments,
    consignor_bids=st.booleans(),
    early_bids=st.booleans(),
)
items = st.builds(
    Item,
    listing=listings,
    seq=seqs,
    status=st.sampled_from(Status),
    price=amounts,
    leader=st.none() | bidders,
    bid_count=st.integers(0, 2**32),
    ends_at=st.none() | moments,
    paused_at=st.none() | moments,
    winners=winners,
    leader_max=amounts,
    extensions=st.integers(0, 100),
    opens_at=st.none() | moments,
    running_since=st.none() | moments,
    offers=st.lists(st.builds(Offer, ids, bidders, amounts, seqs, seqs), max_size=3).map(tuple),
    hidden=seqs,
    called_next=st.booleans(),
    retractions=seqs,
    closed_at=moments,
    asking=st.none() | amounts,
    notice=st.none() | st.builds(Notice, ids, texts, moments),
    defaulted=st.lists(ids, max_size=3).map(tuple),
    left=st.lists(
        st.builds(
            LeftBid,
            *(ids, bidders, amounts, st.none() | amounts, seqs, seqs, moments, seqs),
            st.none() | moments,
            st.sampled_from(Source),
            st.none() | texts,
        ),
        max_size=3,
    ).map(tuple),
)
numbered = {"seq": seqs, "at": moments}
EVENTS: dict[type[Event], st.SearchStrategy[Event]] = {
    ItemScheduled: st.builds(ItemScheduled, listing=listings, **numbered),
    ItemOpened: st.builds(ItemOpened, ends_at=st.none() | moments, **numbered),
    BidAccepted: st.builds(
        BidAccepted,
        bid_id=ids,
        bidder=bidders,
        amount=amounts,
        auto=st.booleans(),
        max_amount=st.none() | amounts,
        offered=st.none() | amounts,
        source=st.sampled_from(Source),
        paddle=st.none() | texts,
        by=st.none() | ids,
        **numbered,
    ),
    MaxRaised: st.builds(
        MaxRaised, bid_id=ids, bidder=bidders, amount=amounts, max_amount=amounts, **numbered
    ),
    UnitsClaimed: st.builds(
        UnitsClaimed, bid_id=ids, bidder=bidders, amount=amounts, quantity=seqs, **numbered
    ),
    OfferSealed: st.builds(
        OfferSealed, bid_id=ids, bidder=bidders, amount=amounts, quantity=seqs, **numbered
    ),
    BidLeft: st.builds(
        BidLeft,
        bid_id=ids,
        bidder=bidders,
        amount=amounts,
        max_amount=st.none() | amounts,
        quantity=seqs,
        source=st.sampled_from(Source),
        paddle=st.none() | texts,
        by=st.none() | ids,
        **numbered,
    ),
    BidDropped: st.builds(
        BidDropped,
        bidder=bidders,
        bid_ids=st.lists(ids, max_size=3).map(tuple),
        price=amounts,
        leader=st.none() | bidders,
        leader_max=amounts,
        hidden=st.just(True),
        code=texts,
        **numbered,
    ),
    BidsRetracted: st.builds(
        BidsRetracted,
        bidder=bidders,
        bid_ids=st.lists(ids, max_size=3).map(tuple),
        reason=st.sampled_from(Reason),
        price=amounts,
        leader=st.none() | bidders,
        leader_max=amounts,
        hidden=st.booleans(),
        seqs=st.lists(seqs, max_size=3).map(tuple),
        **numbered,
    ),
    ItemExtended: st.builds(ItemExtended, ends_at=moments, by_bid=st.booleans(), **numbered),
    EndShifted: st.builds(
        EndShifted,
        ends_at=st.none() | moments,
        cause=st.sampled_from(ShiftCause),
        since=moments,
        until=moments,
        opens_at=st.none() | moments,
        **numbered,
    ),
    ItemCalled: st.builds(ItemCalled, opens_at=moments, **numbered),
    BiddersBlocked: st.builds(
        BiddersBlocked,
        user_ids=st.lists(ids, max_size=3).map(tuple),
        blocked=st.booleans(),
        **numbered,
    ),
    NextCalled: st.builds(NextCalled, **numbered),
    BidVoided: st.builds(
        BidVoided,
        bidder=bidders,
        bid_ids=st.lists(ids, max_size=3).map(tuple),
        reason=texts,
        price=amounts,
        leader=st.none() | bidders,
        leader_max=amounts,
        hidden=st.booleans(),
        seqs=st.lists(seqs, max_size=3).map(tuple),
        **numbered,
    ),
    ItemReopened: st.builds(ItemReopened, ends_at=st.none() | moments, **numbered),
    ItemAwarded: st.builds(ItemAwarded, defaulted=bidders, winner=winner, **numbered),
    AskingSet: st.builds(AskingSet, asking=amounts, **numbered),
    NoticeGiven: st.builds(NoticeGiven, notice_id=ids, text=texts, **numbered),
    ItemPaused: st.builds(ItemPaused, **numbered),
    ItemResumed: st.builds(ItemResumed, ends_at=st.none() | moments, **numbered),
    ItemWarned: st.builds(ItemWarned, **numbered),
    ItemClosed: st.builds(
        ItemClosed,
        status=st.sampled_from(Status),
        winners=winners,
        passed=st.booleans(),
        below_reserve=st.booleans(),
        **numbered,
    ),
    ItemCancelled: st.builds(ItemCancelled, **numbered),
    ItemDeleted: st.builds(ItemDeleted, **numbered),
    ListingAmended: st.builds(ListingAmended, listing=listings, **numbered),
}


receipts = st.builds(
    Receipt,
    ids,
    amounts,
    st.builds(Accepted, seqs, amounts, amounts, st.booleans(), st.none() | moments),
    amounts,
    seqs,
    texts,
    seqs,
    moments,
    st.booleans(),
    st.none() | st.builds(AutoBid, ids, amounts),
    st.booleans(),
    st.none() | amounts,
    st.none() | origins,
)
