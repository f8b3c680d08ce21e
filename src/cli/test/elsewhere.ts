/** Another place to play: what must not matter is different there. */

/** A time zone with 45 minutes in it, and a locale in which `i` in capitals is no `I`. */
export const otherPlace: Readonly<Record<string, string>> = {
  TZ: "Pacific/Chatham",
  LANG: "tr_TR.UTF-8",
  LC_ALL: "tr_TR.UTF-8",
  LANGUAGE: "tr",
};

export const otherHashes: readonly string[] = ["--hash-seed=20160328", "--random-seed=20160328"];

/** How messages name the second place. */
export const otherPlaceText = `a fresh process with TZ=${otherPlace["TZ"]}, LANG=${otherPlace["LANG"]} and another hash seed`;
