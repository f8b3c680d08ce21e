/** A scenario whose every free text is an attack on a page that takes texts for markup. */

const script = "</script><script>window.hacked = 1</script>";
const image = "<img src=x onerror='window.hacked = 2'>";

/** What must be seen as text. */
export const attacks = { about: `${script}<!-- ${image} & more`, label: image, id: "<svg onload=alert(1)>" };

export const hostile = {
  name: "hostile",
  about: attacks.about,
  duration: "5m",
  agents: [
    {
      id: "a",
      resources: { cpus: 4, mem: 8192, disk: 10_240 },
      attributes: { rack: attacks.label },
    },
  ],
  frameworks: [
    {
      name: "f1",
      kind: "scripted",
      role: "role1",
      rules: [
        {
          times: 1,
          accept: [
            { RESERVE: { cpus: 1, mem: 64, disk: 10 }, labels: { owner: attacks.label } },
            { CREATE: { disk: 10 }, id: attacks.id, path: "data" },
            { LAUNCH: { cpus: 1, mem: 64 }, volumes: [attacks.id] },
          ],
        },
      ],
    },
  ],
  expect: [{ role: "role1", reserved: { cpus: 7 } }],
};
