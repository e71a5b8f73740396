/** HTML whose inserted text is always escaped: a scanner's free text can never become markup. */

/** Markup that is safe to insert as it is. */
export interface Html {
  readonly markup: string;
}

type Insertion = string | number | Html | readonly Html[];

/** Template tag: text and numbers are escaped, `Html` goes in unchanged. */
export function html(strings: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
  return { markup: strings.map((text, n) => text + markupOf(insertions[n] ?? "")).join("") };
}

export const nothing: Html = html``;

/** Our own script or style, which takes no text from outside. */
export function rawHtml(markup: string): Html {
  return { markup };
}

function markupOf(insertion: Insertion): string {
  if (typeof insertion === "string" || typeof insertion === "number") return escaped(String(insertion));
  return "markup" in insertion ? insertion.markup : insertion.map(({ markup }) => markup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
