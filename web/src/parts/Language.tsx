/** Which language the page speaks. */
import { choose, language, LANGUAGES, words, type Language as Name } from "../strings";

export function Language() {
  return (
    <label class="small-choice">
      {words.languageLabel}
      <select value={language} onChange={(event) => choose(event.currentTarget.value as Name)}>
        {Object.entries(LANGUAGES).map(([id, name]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
