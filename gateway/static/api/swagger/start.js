// Shows the API document; the access token that is typed in stays in the page.
SwaggerUIBundle({
  url: "/api/schema/",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  tagsSorter: "alpha",
  validatorUrl: null,
});
