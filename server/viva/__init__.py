"""Viva, a mock interviewer for Generative AI: the map of the house.

Five primitives carry it:

- a **question** (`questions`) has words, a reference answer and a rubric of criteria; the `bank` reads them from files;
- an **interview** (`interview`) is a value, and `step(interview, event) -> (interview, effects)` makes the next one;
- a **grade** (`grading`) is verdicts with quotes that code has found, added up by code, or no number at all;
- a **frame** (`frames`) is what goes over the wire, and decides what a browser may see when;
- a **room** (`room`) is the shell of one interview: for every event it steps, saves, tells and acts, in this order.

Imports go down only, and every file has a floor:

    __main__ · cli          the command line
    serve                   the page at once, and the rest as soon as it is loaded
    app                     settings to objects
    web                     HTTP and WebSocket
    evaluation              judges measured on answers that people have graded
    doctor                  what a model is fit for, measured
    regrade · lobby · panel grading again; which rooms are open; several judges as one
    room                    one interview, live
    interviewer · judge     both roles by a language model
    tailor                  topics chosen for a text by one
    agreement · trials      judges beside people; the basic judge, tried on the bank's own texts
    exports                 an interview that is over as a file
    basic · budget · store  both roles without one; what calls may cost; SQLite
    bank · prompts · llm · frames · links · settings · transcript · points · cards
    due · sampler           what to practise again, and when; which questions are asked
    tailoring               what a text asks to be practised
    interview · progress    the state machine; what results say of a candidate
    grading                 verdicts to score, or refusal
    quantities              numbers with units
    questions · words       what a question is; what a word is (quotes: where one stands)
    spoken                  a text as one reads it out
    errors · paths

`frames`, and all from `sampler` down, read no clock, file or socket: time, chance and history are arguments.
"""

__version__ = "0.1.0"
