"""Resources: need against supply by Dong, the ledger of what came in and went out, givers."""
