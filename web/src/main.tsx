/** Where the page begins: its frame, and the view that the address asks for. */
import { render } from "preact";
import { lines } from "./announce";
import { Mark } from "./parts/Icon";
import { Panel } from "./parts/Panel";
import { follow, route } from "./route";
import { words } from "./strings";
import { InterviewView } from "./views/Interview";
import { SetupView } from "./views/Setup";
import { later } from "./parts/later";
import "./style.css";

const BankView = later(async () => (await import("./views/Bank")).BankView);

function View() {
  const at = route.value;
  if (at.page === "home") return <SetupView />;
  if (at.page === "bank") return <BankView open={at.open} />;
  // The key makes another interview another page, with a connection of its own.
  if (at.page === "interview") return <InterviewView key={at.id} id={at.id} />;
  return (
    <Panel title={words.noPage}>
      <a class="button" href="#/">
        {words.toHome}
      </a>
    </Panel>
  );
}

/** Jumps over the header. A plain link to #main would be taken for an address of this page. */
function toContent(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main")?.focus();
}

function App() {
  return (
    <>
      <a class="skip-link" href="#main" onClick={toContent}>
        {words.skipLink}
      </a>
      <header class="site">
        <a class="brand" href="#/" aria-label={words.home}>
          <Mark />
          <span aria-hidden="true">{words.app}</span>
        </a>
        <nav aria-label={words.pages}>
          <a href="#/" aria-current={route.value.page === "home" ? "page" : undefined}>
            {words.toInterviews}
          </a>
          <a href="#/bank" aria-current={route.value.page === "bank" ? "page" : undefined}>
            {words.toBank}
          </a>
        </nav>
      </header>
      <View />
      <div class="sr-only" role="status" aria-live="polite">
        {lines.value.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </>
  );
}

follow();
render(<App />, document.getElementById("app")!);
