/** Fields of a form, of native inputs. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CheckProps {
  checked: boolean;
  onChange(): void;
  title?: string;
  children: ComponentChildren;
}

export function Check({ checked, onChange, title, children }: CheckProps) {
  return (
    <label class="check" title={title}>
      <input type="checkbox" checked={checked} onChange={onChange} />
      <span class="check-label">{children}</span>
    </label>
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
