import type { VNode } from "preact";
import { html } from "./html.ts";

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}

/** A choice from a list, with its label. */
export function Select({ label, value, choices, onChoose }: SelectProps): VNode {
  const choose = ({ currentTarget }: { readonly currentTarget: HTMLSelectElement }): void =>
    onChoose(currentTarget.value);
  return html`<label class="select">
    <span>${label}</span>
    <select aria-label=${label} value=${value} onChange=${choose}>
      ${choices.map((choice) => html`<option key=${choice.value} value=${choice.value}>${choice.text}</option>`)}
    </select>
  </label>`;
}
