/** Every word that the page itself says. What the server says is shown as it comes. */
import type { FindingView, Grade, HeadView, Plan, Point, PublicQuestion, Reference, VoiceView } from "./protocol.gen";

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const percent = (score: number): string => `${Math.round(score * 100)}%`;
const whole = (n: number): string => n.toLocaleString("en");
/** Points come in halves. */
const half = (points: number): string => String(Math.round(points * 2) / 2);

const levels: Record<PublicQuestion["level"], string> = {
  junior: "Junior",
  mid: "Mid",
  senior: "Senior",
  staff: "Staff",
};
const kinds: Record<PublicQuestion["kind"], string> = {
  explain: "Explain",
  compare: "Compare",
  design: "Design",
  estimate: "Estimate",
  debug: "Debug",
};
const reading: Record<Reference["kind"], string> = {
  paper: "paper",
  blog: "article",
  docs: "documentation",
  video: "video",
  course: "course",
  code: "code",
  book: "book",
};
const modes: Record<Plan["mode"], string> = { exam: "Exam", study: "Study" };
const verdicts: Record<Point["verdict"], string> = {
  met: "Met",
  partly: "Partly met",
  missed: "Missed",
  contradicted: "Contradicted",
  unverified: "Not verified",
};
/** A judge that only looks for words may not call an answer wrong. */
const basicVerdicts: typeof verdicts = {
  met: "Found in your words",
  partly: "Partly found in your words",
  missed: "Not found in your words",
  contradicted: "Worded the other way round",
  unverified: "Not verified",
};
const flags: Record<Grade["flags"][number], string> = {
  unverified: "A point was credited, but the quote for it was not found in your answer, or says something else.",
  "beyond-coverage": "The judge gave far more than the words of your answer cover.",
  "keyword-list": "The answer reads like a list of key words rather than an explanation.",
  negation: "The words of a point stand next to a “not”, so they may mean the opposite.",
  "several-numbers": "Several numbers were offered where one was asked for.",
  "low-agreement": "The judge came to different verdicts when asked more than once.",
};

const checks: Record<FindingView["check"], string> = {
  reach: "Replies",
  list: "Is listed",
  stream: "Streams",
  sense: "Makes sense",
  asks: "Asks follow-ups",
  schema: "Keeps to the form",
  context: "Reads all of it",
  grades: "Grades samples",
  interviewer: "Fit as interviewer",
  judge: "Fit as judge",
};
const checkStates: Record<FindingView["state"], string> = { good: "good", note: "not shown", bad: "failed" };

export const words = {
  app: "Viva",
  skipLink: "Skip to the content",
  home: "Viva, start page",
  loading: "Loading…",
  unreachable: "The server can't be reached. Is it still running? Try again in a moment.",
  serverFailed: (status: number) => `The server could not do that (status ${status}). Try again in a moment.`,
  tryAgain: "Try again",
  close: "Close",
  levels,
  kinds,
  modes,
  percent,

  // Set-up
  setupTitle: "Practise a Generative AI interview",
  setupLead:
    "Timed questions, follow-ups where your answer leaves something open, and a grade that quotes your own words.",
  mode: "Mode",
  modeAbout: {
    exam: "A question closes when its time is up. Results come at the end.",
    study: "The time is only shown. Pause, take hints, and read the feedback after each question.",
  } satisfies Record<Plan["mode"], string>,
  topics: "Topics",
  topicsNone: "Tick none to be asked about all of them.",
  fitCount: (n: number) => count(n, "question"),
  levelsLegend: "Levels",
  levelsNone: "Tick none for all levels.",
  number: "Number of questions",
  fewer: "Fewer questions",
  more: "More questions",
  fits: (n: number) =>
    n ? `${count(n, "question")} fit${n === 1 ? "s" : ""} this choice.` : "No question fits this choice.",
  nothingFits: "No question fits these topics and levels. Tick more of them, or none.",
  followUps: "Follow-ups after each question",
  followUpChoice: (n: number) => (n === 0 ? "None" : `Up to ${n}`),
  extraTime: "Extra time",
  extraTimeHint: "For all clocks. It can't be changed once the interview is prepared.",
  paceChoice: (pace: Plan["pace"]) => (pace === null ? "Untimed" : pace === 1 ? "None" : `×${pace}`),
  minutes: "Limit for the whole interview, in minutes",
  minutesHint: "Optional. Leave it empty, and only the questions have a limit.",
  estimate: (least: number, most: number) =>
    least === most ? `About ${count(least, "minute")}` : `About ${least} to ${most} minutes`,
  estimateUntimed: "No time limit",
  prepare: "Prepare the interview",
  preparing: "Preparing…",
  whoTitle: "Who you will meet",
  asks: "Asks",
  judges: "Judges",
  checkModels: "Check the model",
  checking: "Checking…",
  checkMeans: "Is it fit to ask and to judge? It is tried as in an interview, with 50 to 75 calls, which take minutes.",
  checkOf: checks,
  checkState: checkStates,
  checkDoing: (check: string, done: number, of: number) => (of > 1 ? `${check}: ${done} of ${of}…` : `${check}…`),
  version: (version: string) => `Version ${version}`,

  // Past interviews
  past: "Your interviews",
  pastEmpty: "None yet. What you sit is kept on this computer, and shows up here.",
  older: "Older",
  unfinished: "Not finished",
  notStarted: "Not started",
  noScore: "No score",
  coverage: (counted: number, number: number) => `${counted} of ${number} graded`,
  judgedBy: (judge: string) => `judged by ${judge}`,
  allTopics: (n: number) => `${n} topics`,

  // The bank
  pages: "Pages",
  toInterviews: "Interviews",
  toBank: "Question bank",
  bankTitle: "The question bank",
  bankLead: "Read and search all questions. Choose some to be interviewed on, or open one to see what a good answer says.",
  bankSearch: "Search",
  bankSearchHint: "For example: cache, chunk, LoRA",
  bankTopic: "Topic",
  bankLevel: "Level",
  bankKind: "Kind",
  bankAny: "All",
  bankAll: "All questions",
  bankFound: (n: number) => (n ? `${count(n, "question")}` : "No question fits. Take a word or a choice away."),
  bankNoSuch: "The bank has no such question.",
  bankFacts: (level: string, kind: string, minutes: number) => `${level} · ${kind} · ${minutes} min`,
  bankPick: "Choose for an interview",
  bankChoose: (title: string) => `Choose: ${title}`,
  bankChosen: "Chosen questions",
  bankMinutes: (minutes: number) => `about ${count(Math.round(minutes), "minute")}`,
  bankClear: "Choose none",
  bankPractise: "Practise these",
  bankPractiseThis: "Practise this",
  bankLink: "Link to this question",
  bankToInterview: "To that interview",
  worth: (points: number) => `(${count(points, "point")})`,
  verified: (day: string) => `Last checked on ${day}.`,

  // Before the start
  readyTitle: "Before you start",
  readyQuestions: (head: HeadView) =>
    `${count(head.number, "question")}, one at a time` +
    (head.follow_ups ? `, with up to ${count(head.follow_ups, "follow-up")} each` : "") +
    ".",
  readyTime: (head: HeadView) => {
    if (head.pace === null) return "There is no time limit.";
    const clock =
      head.mode === "exam"
        ? "Each question has its own time, which starts when you can read all of it. When it is up, what you have written is sent."
        : "Each question has its own time. When it is up, nothing closes: the clock counts on.";
    const extra = head.pace === 1 ? "" : ` You have ×${head.pace} of the usual time.`;
    const all = head.minutes === null ? "" : ` The whole interview has ${count(head.minutes * head.pace, "minute")}.`;
    return clock + extra + all;
  },
  readyMode: {
    exam: "There is no pause, and grades come at the end.",
    study: "You can pause, take hints, and read the feedback after each question.",
  } satisfies Record<Plan["mode"], string>,
  readySafe: "What you type is saved as you type it. If the page or the network goes, open this address again.",
  readyJudge: ({ name, label }: VoiceView) => `Your answers are judged by ${name}: ${label}.`,
  start: "Start the interview",
  starting: "Starting…",

  // The room
  interviewer: "Interviewer",
  you: "You",
  questionOf: (n: number, number: number) => `Question ${n} of ${number}`,
  followUp: "Follow-up",
  askedBy: (by: string) => `asked by ${by}`,
  greetingTitle: "Welcome",
  thinking: "The interviewer is thinking…",
  reading: "Reading your answer…",
  paused: "Paused. The clock has stopped.",
  timeLeft: "Time left",
  timeOver: "Over time",
  timeUp: "Time is up",
  untimed: "Untimed",
  lastMinute: "Last minute",
  hideTime: "Hide time",
  showTime: "Show time",
  stopped: "paused",
  wholeLeft: (seconds: number) => `${Math.max(0, Math.ceil(seconds / 60))} min left in all`,
  marks: {
    half: "Half of the time is left.",
    minute: "One minute left.",
    seconds: "30 seconds left.",
    up: "Time is up.",
  },
  pause: "Pause",
  resume: "Resume",
  hint: "Hint",
  noHints: "No more hints",
  end: "End interview",
  endTitle: "End the interview?",
  endBody: "What you have written so far is kept and graded. You can't come back to the questions.",
  endYes: "End it now",
  endNo: "Go on",
  skip: "Skip question",
  skipFollowUp: "Skip follow-up",
  skipTitle: "Skip this question?",
  skipBody: "A skipped question counts as nothing earned, and what you have written here is not sent.",
  skipFollowUpTitle: "Skip this follow-up?",
  skipFollowUpBody: "Your first answer is graded without it, and what you have written here is not sent.",
  skipYes: "Skip it",
  skipNo: "Keep answering",

  // The answer
  answer: "Your answer",
  answerPlaceholder: "Say it as you would to a person. Markdown and $formulas$ work.",
  answerWait: "You can answer when the question is complete.",
  write: "Write",
  preview: "Preview",
  previewLabel: "Preview of your answer",
  previewEmpty: "Nothing to show yet.",
  send: "Send answer",
  sending: "Sending…",
  sendingOffline: "Your answer goes out as soon as the connection is back.",
  sendKeys: "Ctrl + Enter",
  sendKeysMac: "⌘ + Enter",
  saving: {
    none: "",
    saved: "Saved",
    saving: "Saving…",
    offline: "Not saved: offline. Kept in this browser.",
    long: "Not saved: too long",
  },
  savedAgain: "Your answer is saved.",
  tooLong: "Your answer is too long to be saved or sent.",
  characters: (n: number, most: number) => `${whole(n)} of ${whole(most)} characters`,
  tooManyCharacters: (over: number, most: number) =>
    `That is ${count(over, "character")} too many: an answer has room for ${whole(most)}. Shorten it to send it.`,
  tooManyBytes: (bytes: number, most: number) =>
    `That is too much to send at once (${Math.ceil(bytes / 1024)} of ${Math.floor(most / 1024)} KiB; emoji and many ` +
    "scripts take more room than plain letters). Shorten it to send it.",
  tooLate: "Time was up before your answer arrived. What was saved of it counts.",

  // Asking back
  ask: "Ask the interviewer",
  askHint: "Unsure what is meant? The interviewer clarifies, but doesn't give the answer away.",
  askLabel: "Your question to the interviewer",
  askSend: "Ask",
  youAsked: "You asked",

  // Feedback and review
  feedback: (n: number) => `Feedback on question ${n}`,
  feedbackReady: "The feedback on this question is ready.",
  nextQuestion: "Next question",
  toResult: "Finish and see the result",
  overNow: "The interview is over.",
  reviewTitle: "Your result",
  score: "Score",
  noScoreYet: "No score yet",
  noScoreWhy: "No question has a grade that counts.",
  grading: (n: number) => `${count(n, "question")} being graded…`,
  beforeAfter: (before: number, after: number) =>
    `${percent(before)} on first answers, ${percent(after)} with follow-ups`,
  gradedNow: (n: number, score: number) => `Question ${n} is graded: ${percent(score)}.`,
  judgeLine: (judges: string) => `Judged by ${judges}.`,
  mixed: "These grades come from different judges, so the score mixes what can't quite be compared.",
  basicLabel: "Coverage estimate, not a judgement of correctness",
  basicMeans: "It looks for the words of each point. It can't tell whether what you say about them is right.",
  modelLabel: "A language model's judgement",
  modelMeans: "Each credit rests on a quote that was found in your answer. Models err: read the reasons.",
  ruleJudge: (reason: string) => `No judge was needed. ${reason}`.trim(),
  exportTitle: "Keep a copy",
  exportMd: "Download as Markdown",
  exportJson: "Download as JSON",
  again: "New interview",
  overview: "All questions",
  notReached: "Not reached",
  notReachedWhy: "The interview ended before this question. It does not count.",
  asked: "Question and answers",
  yourAnswer: "Your answer",
  yourFollowUp: "Your answer to the follow-up",
  noAnswer: {
    answered: "No answer.",
    skipped: "Skipped.",
    expired: "Nothing was written in time.",
    ended: "No answer.",
    "": "No answer.",
  },
  points: "What a good answer says",
  ofPoints: (earned: number, possible: number) => `${half(earned)} of ${count(possible, "point")}`,
  costs: (n: number) => `−${count(n, "point")}`,
  misconceptions: "What is not so",
  verdict: (verdict: Point["verdict"], basic: boolean) => (basic ? basicVerdicts : verdicts)[verdict],
  quote: "You said",
  showQuote: "Show in your answer",
  pending: "Being graded…",
  pendingWhy: "The grade shows up here by itself.",
  ungraded: "Not graded",
  ungradedWhy: "This question does not count until it is graded.",
  retry: "Grade it again",
  needsReview: "Needs a look",
  needsReviewWhy: "This grade is shown, but does not count until you say so:",
  confirm: "Count this grade",
  confirmed: "You let this grade count.",
  firstOnly: (score: number) => `First answer alone: ${percent(score)}`,
  reference: "Reference answer",
  readMissed: "Read about what is missing",
  readAll: "Further reading",
  readKind: (kind: Reference["kind"]) => reading[kind],
  flag: (flag: Grade["flags"][number]) => flags[flag],
  newTab: "opens in a new tab",

  // The connection
  connection: "Connection",
  connecting: "Connecting…",
  offline: "No connection. What you write is kept in this browser, and saved when the connection is back.",
  onlineAgain: "Connected again.",
  tryNow: "Try now",
  takenTitle: "This interview is open in another tab",
  takenBody: "Only one tab can have it, and the newest one does. Nothing is lost.",
  takeIt: "Use it here",
  unknownTitle: "There is no such interview",
  unknownBody: "The address may be incomplete, or the interview is kept on another computer.",
  endedTitle: "The server has closed this page's connection",
  endedBody: "What you wrote is kept. Load the page again to go on.",
  reload: "Connect again",
  toHome: "To the start page",
  noPage: "There is no such page",
};
