// An agent in a React app: an element like any other. React 19 gives custom elements properties and events as they are.
import { useMemo, useState } from "react";
import { createRoot } from "react-dom/client";

function Shop() {
  const [cart, setCart] = useState([]);
  const [said, setSaid] = useState([]);
  const [isOpen, setOpen] = useState(false);
  const tools = useMemo(() => ({ add_to_cart: addTo(setCart) }), []);
  const keep = ({ detail: { role, text } }) => setSaid((all) => [...all, `${role}: ${text}`]);
  return (
    <>
      <button onClick={() => setOpen(!isOpen)}>Ask the clerk</button>
      <output>{cart.join(", ")}</output>
      <ol>
        {said.map((line, number) => (
          <li key={number}>{line}</li>
        ))}
      </ol>
      <letta-agent
        label="Clerk"
        open={isOpen}
        tools={tools}
        onletta-toggle={({ detail }) => setOpen(detail.isOpen)}
        onletta-message={keep}
      />
    </>
  );
}

const addTo = (setCart) => ({
  description: "Put a tea into the cart.",
  parameters: { properties: { tea: { type: "string" } }, required: ["tea"] },
  run({ tea }) {
    setCart((cart) => [...cart, tea]);
    return `${tea} is in the cart.`;
  },
});

await customElements.whenDefined("letta-agent"); // before that, objects and functions would become texts
createRoot(document.getElementById("app")).render(<Shop />);
