/** A number of a text's characters, the same everywhere: to compare or to find texts by, never to tell two apart for sure. */

/** FNV-1a over the UTF-16 units, 32 bits with a sign; goes on from another text's. */
export function textHash(text: string, before = 0x811c9dc5): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
