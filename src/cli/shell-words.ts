/** Command lines that can be pasted into a shell. */

/** The words of a command line, quoted where a POSIX shell would take them apart. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
