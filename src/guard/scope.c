#include "guard/scope.h"

/* clang-format off */
const struct scope_topic scope_topics[] = {
    { "weather", "I do not know the weather.",
      "what's the weather|what is the weather|what s the weather|how's the weather|how is the weather|weather forecast for|weather like|weather today|"
      "weather tomorrow|weather in|will it rain|is it raining|is it going to rain|temperature outside|how hot is it|how cold is it|should i bring an umbrella|"
      "wie ist das wetter|quel temps fait|que tiempo hace" },
    { "news", "I do not read the news.",
      "latest news|today's news|today s news|news today|news headlines|breaking news|what's in the news|what is in the news|what's happening in the world|"
      "who won the election|who won the game|who won the match|sports scores|football score|stock price of|stock market today|bitcoin price|exchange rate today|"
      "who is the president of|who is the prime minister" },
    { "mail", "I cannot read or send mail.",
      "read my mail|read my email*|read my e-mail*|check my mail|check my email*|check my inbox|my inbox|open my mail|send an email|send a mail|send an e-mail|"
      "write an email|compose an email|draft an email|reply to my email*|summarise my email*|summarize my email*|unread email*|unread mail*|send a text message|send a message to" },
    { "calendar", "I have no calendar, alarm or reminders.",
      "set an alarm|set a timer|set a reminder|remind me to|add to my calendar|my calendar|schedule a meeting|book a meeting|my meetings today|"
      "what time is it|what is the time in|what's the time|wake me up" },
    { "code", "I do not write programs.",
      "write a python|write python|write a program|write a script|write code|write some code|write me code|write me a program|write me a script|write a function|"
      "write a java*|write java*|write a bash|write html|write a regex|write a sql query|write an sql query|write a c program|debug this code|debug my code|fix my code|"
      "fix this code|generate code|code a|python script|python function|javascript function|implement a function|in python ?|in python .|in javascript .|in java .|in c++|refactor|unit test for this" },
    { "writing", "I do not write stories, songs or essays.",
      "write a poem|write me a poem|write a story|write me a story|tell me a story|write a song|write an essay|write a blog|write an article|write a speech|"
      "write a letter|tell me a joke|tell a joke|know any jokes|write a haiku|write a short|compose a poem|create a story|write a novel|cover letter" },
    { "browse", "I do not browse the web.",
      "search the web|search the internet|browse the web|browse the internet|google for|google this|look it up online|look up online|open the website|open this website|"
      "open the page|open youtube|open a browser|visit the website|go to www|on wikipedia|search google|download the" },
    { "translate", "I do not translate texts.",
      "translate this|translate the sentence|translate the phrase|translate the word|translate the text|translate the following|translate into|how do you say|how do i say|"
      "how would you say|how to say|what is the word for|meaning of the word" },
    { "home", "I do not control devices or play anything.",
      "turn on the light*|turn off the light*|turn on the tv|dim the lights|play some music|play music|play a song|next song|skip this song|play the song|play my playlist|"
      "set the thermostat|call mom|call my|make a call|text my|lock the door|order a pizza|order me a|order an uber|call an uber|book a flight|book me a|book a hotel|"
      "reserve a table|make a reservation|find a restaurant|restaurant near|directions to|how do i get to|traffic on|nearest gas station|near me" },
    { "advice", "I give no medical, legal or personal advice.",
      "should i see a doctor|i feel sick|my symptoms|medical advice|legal advice|should i invest|meaning of life|are you human|are you a robot|are you a bot|who made you|"
      "what's your name|what is your name|how old are you|do you have pets|do you like|where do you live|recipe for|how do i cook|how to cook|how long to cook|calories in|calories are in|"
      "how many calories|horoscope|my zodiac|flip a coin|roll a dice|roll a die|roll the dice|square root of|solve this equation" },
};
/* clang-format on */

const int scope_topics_n = sizeof scope_topics / sizeof *scope_topics;
