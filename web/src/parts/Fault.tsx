/** A request that failed, and the way to try it again. */
import { words } from "../strings";

export function Fault({ message, again }: { message: string; again: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>{message}</p>
      <button type="button" class="button" onClick={again}>
        {words.tryAgain}
      </button>
    </div>
  );
}
