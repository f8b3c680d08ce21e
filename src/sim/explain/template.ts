/** Sentences with facts: what stands for `{name}` in them. */

/** What stands for the names in a sentence. */
export type Facts = Readonly<Record<string, string>>;

/** A template with its facts filled in. Throws where one is missing. */
export function filled(template: string, facts: Facts): string {
  return template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`the fact ${name} is missing for: ${template}`);
    return fact;
  });
}
