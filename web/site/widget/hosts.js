// The pages that may have agents in frames of this site, by their exact origins, such as "https://shop.example"; a star
// stands for all. Each gets an agent of its own and none can read what another's remembers, so all may by default.
export const hosts = ["*"];
