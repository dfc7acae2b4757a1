// A small shop, and what its clerk may do in it.

const TEAS = [
  { name: "Assam", about: "Malty and strong, good with milk.", caffeine: "much", price: 7.5 },
  { name: "Sencha", about: "Green, fresh, a little like cut grass.", caffeine: "some", price: 9 },
  { name: "Lapsang Souchong", about: "Black and smoked over pine.", caffeine: "much", price: 11 },
  { name: "Rooibos", about: "Red, sweet and mild, for the evening.", caffeine: "none", price: 5.5 },
  { name: "Peppermint", about: "Nothing but leaves of mint.", caffeine: "none", price: 4.5 },
];

/** @type {Map<string, number>} */
const cart = new Map();
const euros = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {any} */ (document.querySelector("letta-agent")).tools = {
  list_teas: {
    description: "All teas of the shop, with price in euros and how much caffeine is in them.",
    approval: "allow", // it tells nothing but what is on the page
    run: () => TEAS,
  },
  read_cart: {
    description: "What is in the customer's cart, by name, with how many packets of each.",
    run: () => Object.fromEntries(cart),
  },
  add_to_cart: {
    description: "Put packets of a tea into the customer's cart.",
    parameters: {
      properties: {
        tea: { type: "string", enum: TEAS.map(({ name }) => name) },
        packets: { type: "integer", description: "1 unless the customer says otherwise" },
      },
      required: ["tea"],
    },
    run: (/** @type {{ tea: string, packets?: number }} */ { tea, packets = 1 }) => put(tea, packets),
  },
};

show();

/** @param {string} tea @param {number} packets */
function put(tea, packets) {
  const count = (cart.get(tea) ?? 0) + packets;
  if (count > 0) cart.set(tea, count);
  else cart.delete(tea);
  show();
  return Object.fromEntries(cart);
}

function show() {
  $("shelf").replaceChildren(...TEAS.map(onShelf));
  $("cart").replaceChildren(...[...cart].map(([name, count]) => inCart(name, count)));
  const sum = TEAS.reduce((total, { name, price }) => total + price * (cart.get(name) ?? 0), 0);
  $("sum").textContent = cart.size ? `Together ${euros.format(sum)}` : "Nothing is in it yet.";
}

/** @param {(typeof TEAS)[number]} tea */
function onShelf({ name, about, price }) {
  const button = element("button", `Take it for ${euros.format(price)}`);
  button.setAttribute("aria-label", `Take ${name} for ${euros.format(price)}`);
  button.addEventListener("click", () => put(name, 1));
  return element("li", element("h2", name), element("p", about), button);
}

/** @param {string} name @param {number} count */
function inCart(name, count) {
  const button = element("button", "Put back");
  button.setAttribute("aria-label", `Put ${name} back`);
  button.addEventListener("click", () => put(name, -1));
  return element("li", element("span", `${count} × ${name}`), button);
}

/** @param {string} tag @param {(Node | string)[]} children */
function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
