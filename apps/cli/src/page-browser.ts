/** Prints a page as PDF by the browser that is there, if one is; nothing is installed or fetched for it. */
import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const TIMEOUT_MS = 120_000;

/** Prints with the first Chromium on the search path; undefined where there is none. */
export async function pdfPrinter(): Promise<((html: string) => Promise<Uint8Array>) | undefined> {
  const program = await firstExecutable((process.env.PATH ?? "").split(delimiter));
  return program === undefined ? undefined : (html) => print(program, html);
}

async function firstExecutable(folders: readonly string[]): Promise<string | undefined> {
  for (const path of folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

async function print(program: string, html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "cmr-print-"));
  try {
    const [page, pdf] = [join(folder, "report.html"), join(folder, "report.pdf")];
    await writeFile(page, html);
    const isRoot = process.getuid?.() === 0; // as root Chromium starts without its sandbox only
    const flags = [
      "--headless",
      "--disable-gpu",
      "--no-pdf-header-footer",
      `--user-data-dir=${join(folder, "profile")}`,
    ];
    const target = [`--print-to-pdf=${pdf}`, pathToFileURL(page).href];
    await promisify(execFile)(program, [...flags, ...(isRoot ? ["--no-sandbox"] : []), ...target], {
      timeout: TIMEOUT_MS,
    });
    return await readFile(pdf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
