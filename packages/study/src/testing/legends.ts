/** Whether the pictures of a report say what their colours mean. */

/** For each section with pictures the colours that are drawn and those that its legend has, both sorted. */
export function coloursOf(
  page: string,
): readonly { readonly drawn: readonly string[]; readonly keys: readonly string[] }[] {
  const sections = page.match(/<section class="pictures">.*?<\/section>/gs) ?? [];
  return sections.map((section) => ({
    drawn: found(section, / stroke="(#[0-9a-fA-F]+)"/g),
    keys: found(section, /<i style="background:(#[0-9a-fA-F]+)">/g),
  }));
}

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, colour]) => colour!))].sort();
}
