"""`make bench`: what Viva takes, beside what one would write without it, in one run on one machine.

bench: the entry; parts: what is measured; figures: values, bounds and the table; processes: what runs meanwhile.
In processes of their own: models (a model server of a known pace), bare (the loop beside which Viva is held), client
(the browsers), and Viva itself.
"""
