import { render } from "preact";
import { title } from "./title";

render(<h1>{title}</h1>, document.getElementById("app")!);
