"""The loop that one would write instead: what a candidate says goes to LiteLLM, and what comes back to the WebSocket.

    python tests/bench/bare.py http://127.0.0.1:9000/v1     # uvicorn says where it listens

No clock, no grade, no record, no reconnect: beside this is Viva held.
"""

import sys
from contextlib import suppress

import litellm
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse

MODEL = "openai/bench"
SYSTEM = "You are an interviewer for jobs in generative AI. Be brief and friendly, and give no answer away."

app = FastAPI()


@app.get("/")
async def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse("<!doctype html><title>Interview</title><p>Interview")


@app.websocket("/socket")
async def interview(socket: WebSocket) -> None:
    """Reply to one message after the other; an empty one ends each reply."""
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            said = await socket.receive_text()
            messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": said}]
            stream = await litellm.acompletion(
                model=MODEL, api_base=sys.argv[1], api_key="none", messages=messages, stream=True
            )
            async for chunk in stream:
                if text := chunk.choices[0].delta.content:
                    await socket.send_text(text)
            await socket.send_text("")


if __name__ == "__main__":
    uvicorn.run(app, port=0)
