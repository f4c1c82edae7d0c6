-- The folding of texts has changed: what is stored of terms is folded anew, as the texts are that they are looked for in.
update private.automod_terms set term = term;
