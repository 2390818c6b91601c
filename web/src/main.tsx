/** Where the page begins: its frame, and the view that the address asks for. */
import { render } from "preact";
import { lines } from "./announce";
import { Mark } from "./parts/Icon";
import { Panel } from "./parts/Panel";
import { bankHash, follow, recordHash, route } from "./route";
import { setup } from "./setup";
import { preferred, remembered, speak, words } from "./strings";
import { SetupView } from "./views/Setup";
import { later } from "./parts/later";
import "./style.css";

const interview = async () => (await import("./views/Interview")).InterviewView;
const InterviewView = later(interview);
const BankView = later(async () => (await import("./views/Bank")).BankView);
const RecordView = later(async () => (await import("./views/Record")).RecordView);
const ProgressView = later(async () => (await import("./views/Progress")).ProgressView);
const AttemptsView = later(async () => (await import("./views/Attempts")).AttemptsView);

const PAGES = [
  { page: "home", href: "#/", name: () => words.toInterviews },
  { page: "record", href: recordHash(), name: () => words.toRecord },
  { page: "progress", href: "#/progress", name: () => words.toProgress },
  { page: "bank", href: bankHash(), name: () => words.toBank },
] as const;

function View() {
  const at = route.value;
  if (at.page === "home") return <SetupView />;
  if (at.page === "bank") return <BankView open={at.open} />;
  if (at.page === "record") return <RecordView wanted={at.wanted} />;
  if (at.page === "progress") return <ProgressView />;
  if (at.page === "attempts") return <AttemptsView key={at.question} question={at.question} />;
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
          {PAGES.map(({ page, href, name }) => (
            <a key={page} href={href} aria-current={route.value.page === page ? "page" : undefined}>
              {name()}
            </a>
          ))}
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
// Before anything is shown: words are read when they are.
await speak(preferred(remembered(), navigator.languages)).catch(() => undefined);
render(<App />, document.getElementById("app")!);
// The room is what most come for: it is there before it is asked for, and in the way of nothing that is.
const off = setup.subscribe((known) => {
  if (known) setTimeout(() => (off(), void interview().catch(() => undefined)), 500);
});
