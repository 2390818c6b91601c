/** Fields of a form, of native inputs. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { words } from "../strings";

interface CheckProps {
  checked: boolean;
  onChange(): void;
  title?: string;
  /** What it means, beside its name. */
  help?: string;
  children: ComponentChildren;
}

export function Check({ checked, onChange, title, help, children }: CheckProps) {
  const id = useId();
  const box = (
    <label class="check" title={title}>
      <input type="checkbox" checked={checked} onChange={onChange} aria-describedby={help && id} />
      <span class="check-label">{children}</span>
    </label>
  );
  if (!help) return box;
  return (
    <div class="check-row">
      {box}
      <span class="help" id={id}>
        {help}
      </span>
    </div>
  );
}

interface ChoiceProps<T> {
  legend: string;
  help?: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
}

/** One of a few. */
export function Choice<T>({ legend, help, options, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {help && <p class="help">{help}</p>}
      <div class="pills">
        {options.map((option) => (
          <label key={option.label} class="check">
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span class="check-label">{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  /** The name of the choice of none. */
  any?: string | undefined;
  onChange(value: string): void;
}

export function Select({ label, value, options, any = words.bankAny, onChange }: SelectProps) {
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{any}</option>
        {options.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
