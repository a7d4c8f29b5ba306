"""What the page of informant channels draws: who finds whom, and where nobody reports."""
