"""Webhooks: events of items and bidders for the operator's own services, at least once and in order (0174).

events      the events that are sent, and their bodies
records     webhooks and deliveries as they are kept, and the stores of them
signatures  secrets and signatures by Standard Webhooks
addresses   the addresses that deliveries may go to (0175)
retries     the time until a delivery is tried again
sender      one request to a webhook
deliverer   the task of a node that delivers
"""
