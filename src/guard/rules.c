#include "guard/rules.h"

/* clang-format off */
const char *const guard_class_words[CLASS_COUNT] = {
    [CLASS_STOP] = "the|a|an|of|to|your|my|our|all|any|any|these|those|this|that|some|every|please|"
        "just|now|so|very|,|'|\"|(|)|s|following|other|own|also|me|us|it|its",

    [CLASS_IGNORE] = "ignore|ignores|ignoring|disregard|disregarding|forget|overlook|neglect|bypass|skip|"
        "override|overrule|pay no attention to|do not follow|don't follow|don t follow|stop following|"
        "no longer follow|never mind|discard|abandon|set aside|put aside|leave behind|wipe|erase|"
        "ignoriere*|ignorier*|vergiss|vergesst|missachte*|beachte nicht|uberspring*|"
        "ignorez|ignorer|oublie|oubliez|oublier|ne tiens pas compte|neglige*|"
        "ignora|ignorad|ignorar|ignoren|olvida|olvide|olviden|olvidar|no hagas caso|"
        "dimentica*|ignorate|trascura|esqueca|esquecer|esquece|ignorem|desconsider*|"
        "negeer|negeren|vergeet|yoksay*|gormezden gel|goz ardi et|unut|unutun|"
        "zignoruj|ignoruj|zapomnij|pomin|игнорируй*|проигнорируй*|забудь*|не обращай внимания|"
        "abaikan|lupakan|bo qua|quen|hay quen|lewati|ละเว้น|เพิกเฉย|ลืม|"
        "忽略|忘记|忘記|无视|無視|忘れ|不要理会|무시|잊어|تجاهل|انس|अनदेखा|भूल|नजरअंदाज|नज़रअंदाज़|yok say|bhool jao|ignore karo",

    [CLASS_PREVIOUS] = "previous|previously|prior|above|earlier|preceding|before|former|foregoing|existing|"
        "initial|original|everything|anything|what you were told|you were given|you have been given|"
        "you were told|you got|so far|up to now|until now|system|developer|security|safety|content|"
        "vorherige*|bisherige*|vorige*|obige*|fruhere*|alles|precedent*|anterior|anteriores|previas|previos|"
        "todo|todas|tout|toutes|precedente|precedenti|tutto|tutte|eerdere|vorige|alle|onceki|tum|"
        "poprzedni*|wszystkie|предыдущ*|все|всё|ранее|sebelumnya|semua|truoc|truoc do|tat ca|ก่อนหน้า|ทั้งหมด|"
        "之前|以上|先前|所有|一切|前の|これまで|以前|すべて|이전|지금까지|앞의|모든|السابقة|السابق|كل|पिछले|पहले|सभी|सब|pehle|pichhle|sab|saare|tutto quello|tout ce|todo lo|tudo o que|moi thu|her seyi|semua yang|ทุกอย่าง",

    [CLASS_INSTRUCTIONS] = "instruction|instructions|instruct*|prompt|prompts|directive|directives|guideline|"
        "guidelines|programming|training|system message|system messages|role assignment*|guardrail|guardrails|"
        "guidance|orders given|told|given to you|command given|commands given|"
        "anweisung*|anleitung*|vorgabe*|befehle*|gesagt|consigne*|directive*|dit|instrucciones|instruccion|indicaciones|"
        "dicho|dito|ditto|gezegd|soylenen*|dikatakan|들은|istruzion*|direttiv*|detto|instrucoes|instrucao|instructies|instructie|talimat*|yonerge*|komut*|"
        "instrukcj*|polecen*|инструкц*|указани*|говорили|instruksi|perintah|huong dan|chi dan|chi thi|noi|คำสั่ง|คำแนะนำ|"
        "指令|指示|提示|说明|命令|指令|告诉|プロンプト|言われた|지시*|지침*|명령*|프롬프트|التعليمات|تعليمات|الاوامر|قيل|निर्देश*|कहा",

    [CLASS_POLICY] = "rule|rules|policy|policies|constraint|constraints|restriction|restrictions|limitation*|"
        "context|conversation|messages|text|sentence|paragraph|lines|document content|command|commands|task|filter instructions|"
        "regeln|regel|sicherheitsregeln|regles|reglas|regole|regras|regels|kurallar*|zasad*|правила|правил|aturan|"
        "quy tac|vai tro|กฎ|规则|規則|限制|ルール|規則|규칙*|القواعد|قواعد|नियम*",

    [CLASS_YOUR_INSTRUCTIONS] = "system prompt*|systemprompt*|sysprompt|system message|your prompt*|your instruction*|"
        "your initial instruction*|initial instruction*|initial prompt|original instruction*|original prompt|"
        "hidden instruction*|hidden prompt*|secret instruction*|hidden polic*|your hidden|your rule*|your guideline*|"
        "your system prompt*|your system instruction*|your system message*|your system configuration|system configuration|your configuration|your directive*|your programming|your guardrail*|your polic*|your secret*|"
        "your full instruction*|your complete instruction*|your internal instruction*|your internal prompt*|your internal polic*|your internal rule*|starting instruction*|initialization string|initialisation string|text you were given|not supposed to tell|this entire conversation|the entire conversation|this whole conversation|your constraint*|your restriction*|"
        "text above|words above|everything above|above text|above this|prompt above|instructions above|"
        "preprompt|pre prompt|meta prompt|developer message|developer prompt|developer instruction*|"
        "instruction set|instructions you were|rules you were|prompt you were|instructions you received|"
        "told before|you were told|"
        "uber dieser zeile|texte au dessus|texto que esta encima|texto acima|testo sopra|ustundeki metn*|текст выше|以上的文字|行以上|この行より上|줄 위의|"
        "الموجود فوق|van ban phia tren|teks di atas|ข้อความเหนือ|ऊपर का पाठ|upar ka text|loi nhac he thong|"
        "first message|first line of this|conversation so far|start of this conversation|"
        "context window|internal instruction*|configuration prompt|base prompt|master prompt|"
        "systemprompt|systemanweisung*|prompt systeme|invite systeme|prompt del sistema|prompt de sistema|"
        "prompt di sistema|prompt do sistema|systeemprompt|sistem komut*|sistem istem*|sistem prompt*|"
        "системный промпт|системные инструкции|системный запрос|monit systemowy|prompt sistem|"
        "prompt he thong|system prompt|พรอมต์ระบบ|系统提示|系統提示|系统指令|システムプロンプト|시스템 프롬프트|"
        "موجه النظام|تعليمات النظام|सिस्टम प्रॉम्प्ट",

    [CLASS_REVEAL] = "reveal|reveals|revealing|show|print|display|output|repeat|tell|give|list|expose|dump|leak|"
        "share|translate|summarise|summarize|recite|copy|write|echo|disclose|return|spell|say|read|paste|quote|"
        "describe|explain|what is|what are|what's|what were|what was|provide|see|access|send|encode|extract|"
        "zeig*|gib|nenne|verrate|wiederhol*|sag|montre*|affiche*|revele*|repete*|dis|donne*|muestra*|"
        "revela*|repite|dime|dame|mostra*|rivela*|ripeti|dimmi|mostre|repita|diga|toon|geef|onthul|"
        "goster|tekrarla|soyle|pokaz|ujawnij|powtorz|покажи|назови|раскрой|повтори|скажи|"
        "tampilkan|tunjukkan|ulangi|beritahu|hien thi|tiet lo|cho toi|lap lai|แสดง|บอก|ทำซ้ำ|"
        "显示|告诉我|重复|输出|展示|見せて|教えて|表示|繰り返|보여|알려|반복|اعرض|اظهر|اخبرني|أخبرني|كرر|दिखाओ|दिखाएं|बताओ|दोहराओ|dikhao|batao|dohrao",

    [CLASS_YOU_ARE] = "act as|acts as a|act like|acting as|pretend|pretend to be|pretend you|pretend you are|pretend you're|pretend that you|pretend that you are|roleplay|role play|play the role|"
        "play the part|imagine you are|imagine you re|imagine that you|imagine being|behave as|behave like|"
        "assume the role|assume the identity|take on the role|take the role|respond as|answer as|reply as|"
        "speak as|simulate|emulate|impersonate|you are no longer|you're no longer|you are not|you re now|you're now|"
        "you are now|you are not an|you are not a|you will be|you will act|you must act|from now on|let us play|let's play|"
        "handle als|agiere als|verhalte dich|du bist|sei|tu n as plus|fais comme|agis comme|tu es|actua como|"
        "finge|eres|comportati come|agisci come|fingi|sei ora|aja como|finja|voce e|doe alsof|gedraag je|"
        "gibi davran|sen artik|rol yap|udawaj|dzialaj jako|jestes|действуй как|ты теперь|притворись|представь|"
        "bertindak sebagai|berpura pura|sekarang kamu|hanh dong nhu|hay dong vai|gia vo|gia su|ban la|ban khong con|"
        "ทำตัวเป็น|จินตนาการ|ตอนนี้คุณ|扮演|你现在是|假装|想象|あなたは今|ふりをして|想像して|너는 이제|인 척|상상|"
        "تصرف ك|انت الان|أنت الآن|تخيل|तुम अब|कल्पना",

    [CLASS_YOU_NOW] = "you are now|you re now|you're now|you will now|from now on you|you are no longer|you're no longer|"
        "you have been upgraded|you have been updated|you have been reset|you now have|you are free|you can do anything|"
        "you will pretend|you will act|"
        "du bist jetzt|du bist nun|tu es maintenant|ahora eres|sei ora|ora sei|agora voce e|je bent nu|artik sen|sen artik|"
        "teraz jestes|ты теперь|sekarang kamu|bay gio ban|tu bay gio|你现在是|从现在开始|あなたは今|너는 이제|"
        "انت الان|أنت الآن|तुम अब|अब तुम",

    [CLASS_PERSONA] = "dan|stan|dude|ai|a i|bot|chatbot|assistant|language model|llm|chatgpt|gpt*|admin|"
        "administrator|sysadmin|root|superuser|dba|developer|hacker|terminal|shell|linux|unix|interpreter|"
        "evil*|villain|criminal|character|jailbroken|unrestricted|uncensored|unfiltered|amoral|immoral|"
        "machiavellian|opposite|god|system|console|database|server|malware|virus|rootkit|backdoor|trojan|botnet|security team|engineer|executive|"
        "penetration tester|grandmother|grandma|fictional|human|person without|no restriction*|two responses|"
        "administrateur|administrador|amministratore|beheerder|yonetici|администратор*|quan tri vien|ผู้ดูแลระบบ|"
        "管理员|管理者|관리자|مسؤول|मसॉडरेटर|assistent|asistan|asisten|assistente|asistente|ассистент*|tro ly|助手|助理|アシスタント|어시스턴트|مساعد|सहायक",

    [CLASS_UNLIMITED] = "unrestricted|without restriction*|no restriction*|without any restriction*|no limit*|without limit*|"
        "without any limit*|uncensored|unfiltered|without filter*|no filter*|jailbreak|jailbroken|do anything now|"
        "no rules|without rules|rules do not exist|rules don t exist|there are no rules|no longer apply|no ethical|"
        "no moral*|without ethic*|without moral*|anything goes|free of restriction*|freed from|broken free|"
        "without permissions|no permissions check*|without checking|"
        "ohne einschrankung*|uneingeschrankt|ohne grenzen|keine regeln|sans restriction*|sans limite*|aucune regle|"
        "sin restricciones|sin limites|no hay reglas|no existen reglas|senza restrizioni|senza limiti|non esistano regole|non ci siano regole|"
        "sem restricoes|sem limites|nao existem regras|zonder beperkingen|geen regels|sinirsiz|kisitlama*|kural yok|"
        "bez ogranicze*|без ограничений|нет правил|правил не существует|tanpa batasan|tanpa batas|tidak ada aturan|"
        "khong gioi han|khong bi gioi han|khong co quy tac|ไม่มีข้อจำกัด|ไม่จำกัด|ไม่มีกฎ|没有限制|不受限制|没有规则|无限制|"
        "制限なし|制限のない|ルールが存在しない|제한 없이|제한이 없는|규칙이 없|بلا قيود|دون قيود|بدون قيود|لا توجد قواعد|"
        "khong co quy tac nao|kural olmadig*|aucune regle|n y a aucune|geen beperkingen|koi rules nahi|bina limit|bina kisi rok|규칙이 없|没有任何规则|बिना सीमा|बिना प्रतिबंध|कोई नियम नहीं",

    [CLASS_MODE] = "developer mode|dev mode|debug mode|god mode|admin mode|sudo mode|dan mode|maintenance mode|jailbreak mode|"
        "unrestricted mode|root mode|test mode|diagnostic mode|opposite mode|evil mode|unsafe mode|override mode|mode on|"
        "mode enabled|mode activated|entwicklermodus|mode developpeur|modo desarrollador|modalita sviluppatore",

    [CLASS_ANSWER_ONLY] = "enable|enabled|enter|switch to|switch on|activate|activated|turn on|you are in|now in|go into|"
        "unlock|start|answer|respond|reply|act|operate|be|speak|antworte*|reponds|responde*|rispondi|responda|cevap ver|"
        "отвечай|jawab|tra loi|hoat dong|ตอบ|回答|答えて|대답|اجب|उत्तर|disable*|imagine|imagina|immagina|imagine que|stell dir vor|представь",

    [CLASS_BYPASS] = "bypass|bypassing|circumvent|disable|disabling|turn off|switch off|deactivate|evade|get around|work around|"
        "remove|suspend|lift|override|overriding|skip|break|violate|defeat|ignore|disregard|avoid|drop|relax|"
        "umgeh*|schalte*|deaktivier*|contourne*|desactive*|desactiva*|omite|evita|elude|salta|disattiva*|aggira|"
        "desative|contorne|ignore as|omzeil|schakel|devre disi|atla|asip|обойди|отключи|выключи|omin|wylacz|"
        "nonaktifkan|lewati|matikan|tat|vuot qua|bo qua|ปิด|ข้าม|绕过|关闭|禁用|バイパス|無効|回避|우회|끄고|تجاوز|عطل|बायपास|बंद करो",

    [CLASS_SAFETY] = "security|safety|permission|permissions|permission check|access control*|access check*|access polic*|"
        "access restriction*|access limit*|guardrail|guardrails|guard rail*|authentication|authorisation|authorization|"
        "login check|check|checks|policy|policies|masking|field masking|mask|masks|rbac|moderation|content filter*|safeguard*|"
        "safety filter*|safety measure*|ethical guideline*|content polic*|restrictions|restriction|protection|protections|"
        "audit|auditing|logging|validation|role check*|your rules|filters and|censorship|all limits|your limits|"
        "regles|reglas|regole|regras|regels|regeln|kurallar*|правила|规则|規則|ルール|규칙|القواعد|नियम*|quy tac|aturan|"
        "sicherheit*|filter|rechteprufung|securite|filtres|seguridad|filtros|sicurezza|filtri|seguranca|veiligheid*|filters|"
        "guvenlik|filtre*|безопасност*|фильтр*|bezpieczen*|filtry|keamanan|filter|izin|an toan|bao mat|bo loc|quyen|"
        "ความปลอดภัย|ตัวกรอง|安全|过滤|權限|权限|セキュリティ|フィルター|安全|보안|필터|الامان|الأمان|المرشحات|الصلاحيات|सुरक्षा|फ़िल्टर|फिल्टर",

    [CLASS_MAKE_ME] = "make me|grant me|grant us|promote me|elevate me|elevate my|upgrade my|upgrade me|escalate my|raise my|"
        "set my role|change my role|switch my role|treat me as|consider me|regard me|assume i am|assume i m|assume i have|"
        "give me|give my account|give my user|i now have|i should have|log me in as|sign me in as|let me be|assume|grant",

    [CLASS_TREAT_ME] = "treat me as|treat me like|consider me|regard me as|assume i am|assume i m|assume my role|my role is now|"
        "my role is set wrong|my role is wrong|set my role|change my role|switch my role|act as if i|act as though i|the user is now|"
        "user is now|with user = admin|with user=admin|user=admin|role=admin|role=executive|role: admin|as if i were|"
        "i am now admin*|i am now the admin*|i am now an admin*|i am now executive|i am now root|log me in as|sign me in as|impersonate",

    [CLASS_ADMIN] = "admin|administrator|administrators|root|superuser|super user|sysadmin|system administrator|executive|"
        "owner|privileged|elevated|dba|cfo|ceo|cto|developer|authorised|authorized|verified|unrestricted",

    [CLASS_RIGHTS] = "permission|permissions|privilege|privileges|admin rights|root rights|rights|admin access|root access|"
        "access rights|clearance|admin permission*|admin privilege*|administrator privilege*|administrator rights|"
        "root privilege*|executive access|executive rights|full access|unrestricted access|admin role|admin token",

    [CLASS_FULL] = "full|unlimited|unrestricted|complete|total|elevated|higher|super|admin|root|administrator|executive",

    [CLASS_I_AM] = "i am your|i'm your|i m your|i am the|i'm the|i m the|as your|as the new|as your developer|this is your|"
        "speaking as your|i am a|i'm a|i am an|i created you|i built you|i programmed you|i wrote you|i own this|"
        "this is the security|this is it support|i work for openai|i work at openai|i work for anthropic",

    [CLASS_ENV_FILE] = ".env ?|.env?|.env .|.env.|.env!|.env,|.env\"|.env'|.env`|.env file*|.env variable*|.env content*|.env secret*|.env config*|"
        ".env and|.env of|.env from|env file|dotenv|environment variable*|env variable*|env vars|printenv|process.env|os.environ|"
        "umgebungsvariable*|variables d environnement|variables de entorno|环境变量|環境変数|환경 변수",

    [CLASS_FILE_PATH] = "/etc/|etc/passwd|/etc/passwd|/etc/shadow|passwd file|/proc/|/var/log|/root/|/home/|~/.|id rsa|id_rsa|.ssh|"
        "../|..\\|file://|c:\\|\\windows|web.config|config.yml|config.yaml|config.json|settings.py|credentials.json|secrets.*|"
        ".git/|.bashrc|.bash_history|.aws/|.pem|.htaccess|wp-config|source code of this|your source code|169.254.|metadata.google|"
        "gopher://|dict://|ldap://",

    [CLASS_FILE_WORD] = "file|files|filesystem|file system|server files|config file*|configuration file*|log file*|server log*|"
        "system files|local files|hard drive|disk|operating system|source code",

    [CLASS_READ] = "read|open|cat|load|fetch|view|access|get|show|print|dump|display|retrieve|download|include|execute|what's in|"
        "what is in|contents of|content of|list|browse|delete|modify|write to|append|tell|give|curl|visit|request|summarise|call|ping|put",

    [CLASS_DIRECTORY] = "directory listing|list directory|list directories|list the directory|list files|ls -|dir c:|current directory|root directory|"
        "working directory|home directory|server directory|directory contents|contents of directory|directory structure|folder structure|file tree|directory tree",

    [CLASS_RUN] = "run|execute|executes|executing|exec|invoke|eval|evaluate|decode and|"
        "fuhre|ausfuhren|execute*|ejecuta*|esegui|executar|uitvoeren|calistir|выполни*|uruchom|jalankan|chay|thuc thi|执行|実行|실행|نفذ|चलाओ",

    [CLASS_COMMAND] = "command|commands|shell command*|system command*|shell|shell script*|script|bash|terminal command*|os command*|powershell|"
        "code|python code|arbitrary code|system call*|binary|reverse shell|befehl|commande|comando|команд*|komut|lenh|命令|コマンド|명령|أمر",

    [CLASS_SHELL] = "rm -rf|rm -fr|sudo|whoami|/bin/sh|/bin/bash|bash -c|bash -i|sh -c|cmd /c|powershell -|curl http*|curl -*|wget http*|"
        "os.system|os.popen|subprocess*|exec(|execve|eval(|__import__|import os|nc -|netcat|chmod|chown|"
        "mkfifo|/dev/tcp|/dev/null|&& cat|; cat|;cat|; ls|;ls|&& ls|&& rm|; rm|;rm|$(|`id`|`whoami`|`ls|`cat|shutdown -|kill -9|crontab|uname -a|"
        "base64 -d|xxd|shell_exec|runtime.getruntime|child_process|ctypes|/bin/|fork bomb|format c:|del /f|net user|reg add|mimikatz|"
        "<script|javascript:|onerror=|onload=|<img src|<iframe|document.cookie|alert(|{{7*7}}|${7*7}|{{config|${jndi",

    [CLASS_SQL] = "drop table*|drop database*|; drop|;drop|truncate table*|union select|union all select|or 1=1|or 1 = 1|or '1'='1|or '1' = '1|"
        "or 'a'='a|or \"1\"=\"1|or true--|1=1--|; delete from|;delete from|delete from|insert into|; update|;update|xp cmdshell|xp_cmdshell|"
        "information schema|information_schema|sqlite master|sqlite_master|pg sleep|pg_sleep|sleep(|waitfor delay|benchmark(|load file(|load_file(|"
        "into outfile|alter table|'; --|'--|' --|; --|admin'--|'; select|char(0x|exec sp|raw sql|sql injection payload*|"
        "grant all|alter user|create user|drop user|shutdown;|or ''='|having 1=1|group by 1--",

    [CLASS_SECRET] = "password|passwords|passwd|credential|credentials|api key|api keys|apikey*|api token*|secret key*|access token*|"
        "auth token*|bearer token*|jwt secret*|jwt token*|jwt signing*|signing secret*|jwt|private key*|encryption key*|signing key*|connection string*|secret token*|"
        "database password*|admin password*|root password*|secrets|secret password*|login credentials|session token*|session cookie*|"
        "master key|service account key*|ssh key*|hub token|db password|passphrase|"
        "passwort*|kennwort*|mot de passe|contrasena*|clave secreta|password segreta|senha*|wachtwoord*|sifre*|parola*|парол*|haslo|hasla|"
        "kata sandi|mat khau|รหัสผ่าน|密码|密碼|パスワード|비밀번호|암호|كلمة المرور|كلمه المرور|पासवर्ड",

    [CLASS_SEND] = "send|post|email|e-mail|mail|upload|forward|exfiltrate|transmit|transfer|leak|push|encode|embed|put|append|fetch|call|submit|"
        "render|include|write|copy|export|publish|smuggle",

    [CLASS_OUTSIDE] = "http://|https://|ftp://|attacker*|evil.com|webhook*|external server|external address|external url|my server|"
        "image link|markdown image|image tag|![|?d=|?q=|?data=|pastebin|ngrok|requestbin|burp|base64 so|in base64|rot13|"
        "personal email|my gmail|outside the company|third party server|competitor*",

    [CLASS_URGENT] = "urgent|urgently|emergency|immediately|life or death|critical situation|no time|right now|asap|people will die|"
        "my job depends|lives depend|for testing purposes|for testing|for educational purposes|for research purposes|hypothetically|"
        "in a fictional world|as a test|this is a test|authorized test|authorised test|penetration test|security audit purposes|trust me|"
        "between us|nobody will know|just this once",

    [CLASS_DELETE] = "delete|erase|remove|wipe|clear|alter|modify|disable|falsify|overwrite|tamper*|hide|drop|purge|rewrite|edit|don't write|"
        "do not write|do not log|don't log|stop",

    [CLASS_AUDIT_LOG] = "audit entr*|audit log*|audit_log*|audit record*|audit trail*|audit table*|audit events|audit line*|the audit|log entries|"
        "logs of my|log of my|my traces|security log*|access log*|logging of|auditing",

    [CLASS_DATABASE_ALL] = "entire database|whole database|full database|complete database|all tables|every table|all the tables|all databases|"
        "all passwords|all user data|everyone's data|all customer data|database dump|dump of the database|all sensitive|"
        "everything in the database|everything you have|all confidential|schema of the database|all personal data|database schema",

    [CLASS_FORBIDDEN] = "not allowed to see|not allowed to view|not permitted to see|not authorised to see|not authorized to see|no permission to see|"
        "no permission to view|no right to see|may not see|must not see|cannot see|can't see|can t see|should not see|shouldn't see|unmasked|without masking|"
        "without filtering|without permission*|without authori*|without checking|without a check|hidden from me|hidden from my role|blocked from|"
        "restricted from me|off limits|masked field*|masked value*|masked column*|hidden field*|hidden column*|hidden tax|hidden salar*|hidden value*|"
        "mask does not apply|mask doesn t apply|raw unmasked|would you show an executive|would you show the executive|what an executive sees|what executives see|if i were an executive|if i was an executive|if i were admin*|include masked|beyond my role|above my role|above my clearance|that are denied to me",

    [CLASS_DECODE] = "decode|base64|base 64|rot13|rot 13|hex string|from hex|deobfuscate|decipher|decrypt|unscramble|reverse the following|"
        "ascii codes|morse|caesar cipher|atbash|leetspeak|pig latin|concatenate",

    [CLASS_DELIMITER] = "im_start|im start|im_end|endoftext|[inst]|[/inst]|<<sys>>|</s>|<s>|[system]|"
        "(system)|### system|### instruction*|###instruction*|### human|--- end|---end|end of prompt|end of instructions|end system prompt|begin system|"
        "<system>|</system>|<instructions>|</instructions>|<admin>|system override|new system prompt|<system|assistant:|"
        "[new instruction*|[instruction*|begin new|user input ends|[/system]|[override]|[admin]|system note|"
        "\"role\": \"system\"|\"role\":\"system\"|role: system|{\"safety|\"bypass|bypass=true|bypass = true|safety=false|admin=true|debug=true",

    [CLASS_NEW_TASK] = "new instruction*|new task*|new rule*|new role|new identity|new persona|updated instructions|real instructions|real task|"
        "actual instructions|actual task|your new|instead say|instead print|instead output|instead respond|instead reply|instead answer|just say|"
        "only say|simply say|say exactly|print exactly|output exactly|respond only|reply only|answer only|respond with|reply with|answer with|"
        "special instruction*|important instruction*|updated guidelines|revised instructions|override instructions|system update|policy update|i have been pwned|pwned",

    [CLASS_APPROVAL] = "verbal approval|gave me approval|gave me permission|has approved|already approved|is authorised by|i authorise|i authorize|"
        "security team asked|security team has|management approved|my manager said|my manager gave|my boss said|my boss gave|the ceo asked|the ceo wants|"
        "ceo approved|on behalf of the ceo|approved by the ceo|it department asked|support asked me|legal has cleared|i have clearance|"
        "authorised by|authorized by|with permission from|per the administrator|"
        "security team told|compliance asked",

    [CLASS_BACKWARDS] = "snoitcurtsni*|erongi|tpmorp|metsys laever|drowssap|suoiverp|vtaber|vafgehpgvba*|cerivbhf|cebzcg|cnffjbeq|flfgrz",

    [CLASS_LIFTED] = "lifted|disabled|removed|suspended|switched off|turned off|deactivated|do not apply|don't apply|don t apply|no longer apply|"
        "does not apply|doesn't apply|doesn t apply|were off|are off|is off|have failed|has failed|step has failed|are gone|don't exist|do not exist|waived",

    [CLASS_TOOL_ABUSE] = "alg none|alg: none|alg=none|with user=*|with user =*|with role=*|tool with user*|forge a token|forged token|fake token|"
        "keylogger|brute force|crack the password*|hack into|hack the|hack tai khoan|inject sql|xss payload*|"
        "privilege escalation|escalate privileges|raw sql|mcp tool with|as a service account|use the service account|"
        "set session|prompt injection payload|jailbreak prompt*|break out of|escape the sandbox|sandbox escape|break character",
};

#define S(name, gap) { CLASS_##name + 1, gap }

const struct guard_rule guard_rules[] = {
    /* Instruction override */
    { "override.previous", "asks to ignore earlier instructions", 0.97, { S(IGNORE, 0), S(PREVIOUS, 2), S(INSTRUCTIONS, 1) } },
    { "override.after", "asks to ignore earlier instructions", 0.97, { S(IGNORE, 0), S(INSTRUCTIONS, 2), S(PREVIOUS, 1) } },
    { "override.behind", "asks to ignore earlier instructions", 0.95, { S(PREVIOUS, 0), S(INSTRUCTIONS, 1), S(IGNORE, 4) } },
    { "override.your", "asks to ignore the system's instructions", 0.95, { S(IGNORE, 0), S(YOUR_INSTRUCTIONS, 1) } },
    { "override.instructions", "asks to ignore instructions", 0.6, { S(IGNORE, 0), S(INSTRUCTIONS, 1) } },
    { "override.policy", "asks to ignore rules that were set", 0.6, { S(IGNORE, 0), S(PREVIOUS, 0), S(POLICY, 0) } },
    { "override.all", "asks to forget everything said before", 0.7, { S(IGNORE, 0), S(PREVIOUS, 0), S(PREVIOUS, 1) } },
    { "override.rules", "asks to ignore rules", 0.65, { S(IGNORE, 0), S(POLICY, 0) } },
    { "override.told", "asks to forget what was said before", 0.85, { S(IGNORE, 0), S(PREVIOUS, 0), S(INSTRUCTIONS, 4) } },
    { "override.told_behind", "asks to forget what was said before", 0.9, { S(INSTRUCTIONS, 0), S(PREVIOUS, 3), S(IGNORE, 2) } },
    { "override.new", "claims to bring new instructions", 0.4, { S(NEW_TASK, 0) } },
    { "override.replace", "sets aside instructions for others", 0.85, { S(IGNORE, 0), S(PREVIOUS, 3), S(NEW_TASK, 8) } },
    { "override.delimiter", "imitates the marks between a system's own messages", 0.8, { S(DELIMITER, 0) } },
    /* Role play */
    { "role.now", "tells the system that it is somebody else now", 0.8, { S(YOU_NOW, 0), S(PERSONA, 4) } },
    { "role.act", "asks the system to play another role", 0.75, { S(YOU_ARE, 0), S(PERSONA, 1) } },
    { "role.you_are", "tells the system what it is", 0.45, { S(YOU_NOW, 0) } },
    { "role.unlimited", "asks for a system without limits", 0.9, { S(YOU_ARE, 0), S(UNLIMITED, 6) } },
    { "role.answer_unlimited", "asks for answers without limits", 0.85, { S(ANSWER_ONLY, 0), S(UNLIMITED, 3) } },
    { "role.unlimited_answer", "asks for answers without limits", 0.85, { S(UNLIMITED, 0), S(ANSWER_ONLY, 1) } },
    { "role.mode", "asks for a mode without checks", 0.8, { S(ANSWER_ONLY, 0), S(MODE, 2) } },
    { "role.mode_bypass", "asks for a mode without checks", 0.9, { S(MODE, 0), S(BYPASS, 4) } },
    { "role.no_rules", "claims that rules do not hold", 0.45, { S(UNLIMITED, 0), S(POLICY, 3) } },
    /* Extraction */
    { "extract.prompt", "asks for the system's own instructions", 0.93, { S(REVEAL, 0), S(YOUR_INSTRUCTIONS, 3) } },
    { "extract.behind", "asks for the system's own instructions", 0.9, { S(YOUR_INSTRUCTIONS, 0), S(REVEAL, 2) } },
    { "extract.told", "asks for the system's own instructions", 0.9, { S(REVEAL, 0), S(INSTRUCTIONS, 2), S(PREVIOUS, 2) } },
    /* Files */
    { "file.env", "asks for the environment of the server", 0.93, { S(READ, 0), S(ENV_FILE, 3) } },
    { "file.env_named", "names the environment file of the server", 0.5, { S(ENV_FILE, 0) } },
    { "file.path", "names a file of the server", 0.85, { S(FILE_PATH, 0) } },
    { "file.read", "asks for files of the server", 0.6, { S(READ, 0), S(FILE_WORD, 0) } },
    { "file.directory", "asks for a directory of the server", 0.75, { S(DIRECTORY, 0) } },
    /* Commands */
    { "shell.command", "contains a command for a shell or a script for a browser", 0.9, { S(SHELL, 0) } },
    { "shell.run", "asks to run a command", 0.8, { S(RUN, 0), S(COMMAND, 1) } },
    { "sql.injection", "contains SQL that changes or circumvents a query", 0.85, { S(SQL, 0) } },
    { "abuse.tool", "asks to attack a system or misuse its tools", 0.7, { S(TOOL_ABUSE, 0) } },
    /* Privileges */
    { "rights.make_admin", "asks for administrator rights", 0.93, { S(MAKE_ME, 0), S(ADMIN, 0) } },
    { "rights.grant", "asks for more rights", 0.9, { S(MAKE_ME, 0), S(RIGHTS, 1) } },
    { "rights.full", "asks for full access", 0.6, { S(MAKE_ME, 0), S(FULL, 0), S(RIGHTS, 0) } },
    { "rights.treat", "claims another role", 0.8, { S(TREAT_ME, 0) } },
    { "rights.treat_admin", "claims another role", 0.95, { S(TREAT_ME, 0), S(ADMIN, 2) } },
    { "rights.i_am", "claims to be somebody with more rights", 0.6, { S(I_AM, 0), S(ADMIN, 0) } },
    { "rights.bypass", "asks to get around a safeguard", 0.85, { S(BYPASS, 0), S(SAFETY, 1) } },
    { "rights.lifted", "claims that a safeguard does not hold", 0.75, { S(SAFETY, 0), S(LIFTED, 2) } },
    { "rights.lifted_policy", "claims that a safeguard does not hold", 0.75, { S(POLICY, 0), S(LIFTED, 2) } },
    { "rights.approval", "claims an approval given elsewhere", 0.5, { S(APPROVAL, 0) } },
    { "rights.approval_skip", "claims an approval to get around a check", 0.9, { S(APPROVAL, 0), S(BYPASS, 9) } },
    { "rights.forbidden", "asks for what its role may not see", 0.8, { S(FORBIDDEN, 0) } },
    { "rights.urgent", "uses urgency to get around a check", 0.8, { S(URGENT, 0), S(BYPASS, 5), S(SAFETY, 2) } },
    { "rights.audit", "asks to change the audit record", 0.93, { S(DELETE, 0), S(AUDIT_LOG, 1) } },
    /* Secrets and bulk */
    { "secret.reveal", "asks for passwords or keys", 0.85, { S(REVEAL, 0), S(SECRET, 1) } },
    { "secret.behind", "asks for passwords or keys", 0.85, { S(SECRET, 0), S(REVEAL, 0) } },
    { "secret.named", "names passwords or keys", 0.25, { S(SECRET, 0) } },
    { "exfil.send", "asks to send data outside", 0.85, { S(SEND, 0), S(OUTSIDE, 7) } },
    { "exfil.all", "asks for everything at once", 0.55, { S(REVEAL, 0), S(DATABASE_ALL, 1) } },
    /* Encodings */
    { "encoded.decode", "asks to decode and follow a hidden text", 0.6, { S(DECODE, 0), S(RUN, 5) } },
    { "encoded.run", "asks to decode and follow a hidden text", 0.6, { S(RUN, 0), S(DECODE, 3) } },
    { "encoded.backwards", "contains instructions written backwards or shifted", 0.8, { S(BACKWARDS, 0) } },
    /* Reported by guard.c itself: */
    { "encoded.payload", "hides a text that the guard objects to", 0.95, { { 0, 0 } } },
    { "encoded.deep", "is encoded many times over", 0.95, { { 0, 0 } } },
    { "turns.gradual", "comes closer to an attack from question to question", 0.6, { { 0, 0 } } },
    { "model.score", "resembles known attacks", 0.5, { { 0, 0 } } },
    { "input.size", "is too long to be a question", 0.5, { { 0, 0 } } },
};
/* clang-format on */

const int guard_rules_n = sizeof guard_rules / sizeof *guard_rules;
