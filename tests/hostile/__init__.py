"""Answers that try to earn what they don't say, honest ones that look like them, and what judges make of both.

`orders`     tell the judge what to do, in sixty-odd ways
`contents`   dress up as an answer: words without sentences, truths turned round, the question again
`honest`     look-alikes: good answers with a part that a guard could take for an attack
`gullible`   judging models that obey whatever they can read
`figures`    any judge, tried on any questions: what got through, by kind

`python -m tests.hostile` prints the figures of the basic judge and of the gullible models on the whole bank.
"""
