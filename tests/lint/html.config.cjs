// Pages as a browser gets them, by html-validate's recommended rules, without those that are about looks or about
// what is meant here.
module.exports = {
	extends: ['html-validate:recommended'],
	rules: {
		'prefer-button': 'off', // <input type="submit" id="submit">: WordPress's markup, which themes style
		'long-title': 'off', // a title holds the article's, which is the newspaper's business
		'void-style': 'off',
		'no-trailing-whitespace': 'off',
		'no-implicit-button-type': 'off', // a button submits: a vote's stand a hundred times in a page and do not say so
		'form-dup-name': 'off', // boxes of a list share a name, as do the votes of a page, which are buttons of one form
		'require-sri': 'off', // our own style sheet, from our own server
	},
};
